"""Tests of bags: those made are what BagIt wants, and come back as they were."""
