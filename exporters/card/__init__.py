"""The site card (phiếu điểm cầu) on paper: one page of PDF."""
