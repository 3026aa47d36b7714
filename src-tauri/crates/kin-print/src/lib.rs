//! Printed summaries: PDF layout and QR codes.
