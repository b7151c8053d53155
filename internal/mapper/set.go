package mapper

// Set is a set of columns of one mapping, by index. The zero value is empty. A Set is never changed in place: With and
// Union answer new ones, so that many entities may share one.
type Set struct {
	words string // a bit a column; a string, so that sets compare with == and are map keys
}

// Has says whether column index is in s.
func (s Set) Has(index int) bool {
	at := index / 8
	return at < len(s.words) && s.words[at]&(1<<(index%8)) != 0
}

// With is s and the column index.
func (s Set) With(index int) Set {
	if s.Has(index) {
		return s
	}
	words := make([]byte, max(len(s.words), index/8+1))
	copy(words, s.words)
	words[index/8] |= 1 << (index % 8)
	return Set{words: string(words)}
}

// Union is the columns of s and of other.
func (s Set) Union(other Set) Set {
	if s == other || other.words == "" {
		return s
	}
	words := make([]byte, max(len(s.words), len(other.words)))
	copy(words, s.words)
	for i := range len(other.words) {
		words[i] |= other.words[i]
	}
	return Set{words: string(words)}
}

// SetOf is the set of columns.
func SetOf(columns []*Column) Set {
	var words []byte
	for _, c := range columns {
		for len(words) <= c.Index/8 {
			words = append(words, 0)
		}
		words[c.Index/8] |= 1 << (c.Index % 8)
	}
	return Set{words: string(words)}
}
