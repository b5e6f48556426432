"""News of the coalition: posts with pictures, feeds, and letters for those who asked."""
