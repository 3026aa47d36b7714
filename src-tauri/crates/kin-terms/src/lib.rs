//! Code systems, UCUM and names in English and Chinese.
