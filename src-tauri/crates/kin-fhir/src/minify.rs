//! White space outside strings goes; nothing else changes.

/// Appends `json` to `out` without the white space outside strings.
///
/// Every digit, escape, key and unknown element stays as it was. The input should be JSON; other
/// bytes do no harm, they are copied.
pub fn minify(json: &[u8], out: &mut Vec<u8>) {
    let mut in_string = false;
    let mut escaped = false;
    for &b in json {
        if in_string {
            out.push(b);
            if escaped {
                escaped = false;
            } else if b == b'\\' {
                escaped = true;
            } else if b == b'"' {
                in_string = false;
            }
        } else if !matches!(b, b' ' | b'\n' | b'\r' | b'\t') {
            in_string = b == b'"';
            out.push(b);
        }
    }
}
