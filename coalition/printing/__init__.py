"""Documents for paper: what is to be printed in, tagged PDF out; knows no domain and no database."""
