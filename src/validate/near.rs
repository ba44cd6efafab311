//! "Did you mean": the known name a written one was probably meant to be.

/// The one of `known` that is nearest to `written`, if it is near enough to be meant.
#[must_use]
pub fn near<'k>(written: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let length = written.chars().count();
    let limit = 2.max(length / 4);
    let (low, mut best) = (written.to_lowercase(), None);
    for name in known {
        // Measuring is dear, and most names differ too much in length alone.
        if name.chars().count().abs_diff(length) > limit {
            continue;
        }
        let distance =
            if name.to_lowercase() == low { 0 } else { strsim::damerau_levenshtein(name, written) };
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}
