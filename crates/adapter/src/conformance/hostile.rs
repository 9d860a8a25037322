//! Inputs that no adapter may fall over: damaged samples, and bytes made to hurt parsers.

use bytes::Bytes;

/// Truncations and single-bit flips of `sample`, about `tries` of each, spread evenly.
pub(super) fn mutations(sample: &Bytes, tries: usize) -> impl Iterator<Item = Bytes> + '_ {
    let step = sample.len() / tries + 1;
    let truncations = (0..sample.len()).step_by(step).map(|end| sample.slice(..end));
    let flips = (0..sample.len()).step_by(step).enumerate().map(|(n, at)| {
        let mut bytes = sample.to_vec();
        bytes[at] ^= 1 << (n % 8);
        Bytes::from(bytes)
    });
    truncations.chain(flips)
}

/// Garbage, nesting, repetition and joined samples.
pub(super) fn inputs<'a>(samples: impl Iterator<Item = &'a Bytes>) -> Vec<Bytes> {
    let mut inputs: Vec<Bytes> = [
        &b""[..],
        b"\0",
        b" ",
        b"\xef\xbb\xbf",
        b"\xff\xfe<\0?\0",
        b"\xfe\xff\0<\0?",
        b"<",
        b"</a>",
        b"<a",
        b"<a b=\"",
        b"<![CDATA[",
        b"<!--",
        b"<?xml version=\"1.0\"?>",
        b"<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;&b;&b;\">]><a>&d;</a>",
        b"<a>&undefined;</a>",
        b"{",
        b"[[[[",
        b"\"",
        b"{\"a\":1e999999999}",
        b"\xed\xa0\x80",
        b"PK\x03\x04",
        b"PK\x05\x06\0\0\0\0\x01\0\x01\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    ]
    .into_iter()
    .map(Bytes::from_static)
    .collect();
    for open in
        ["<a>", "<a:b xmlns:a=\"c\">", "[", "{\"a\":", "(", "<![CDATA[", "<!--", "&#0;", "&lt;", "<a/>"]
    {
        inputs.push(open.repeat(20_000).into());
    }
    inputs.push(format!("<a {}/>", (0..5_000).map(|n| format!("b{n}=\"\" ")).collect::<String>()).into());
    inputs.push(
        format!("<a {}/>", (0..5_000).map(|n| format!("xmlns:b{n}=\"c\" ")).collect::<String>()).into(),
    );
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for length in [1, 7, 64, 1_000, 20_000] {
        let noise = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        });
        inputs.push(noise.take(length).collect::<Vec<_>>().into());
    }
    for sample in samples {
        inputs.push([&sample[..], sample].concat().into());
        inputs.push([b"1212".as_slice(), sample].concat().into());
        inputs.push([sample, b"\0".as_slice()].concat().into());
    }
    inputs
}
