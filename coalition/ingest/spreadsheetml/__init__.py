"""XLSX, part by part: cells, the formats of numbers, and what stands beside the rows."""
