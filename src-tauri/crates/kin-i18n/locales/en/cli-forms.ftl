# Command line: how the printed forms look.
cli-arg-paper-size = Paper of the PDFs; without it that of the place the system is set to
cli-arg-large-print = Letters of 16 points and more in the PDF, laid out anew for them
