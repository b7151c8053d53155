package mapper

import "unique"

// Set is a set of columns of one mapping, by index. The zero value is empty. A Set is a value: With and Union return other
// ones, which costs nothing for the first 64 columns. Sets compare with == and are map keys.
type Set struct {
	low  uint64
	high unique.Handle[string] // a bit a column from the 65th on, without zeros behind the last; zero: none
}

// Has reports whether column index is in s.
func (s Set) Has(index int) bool {
	if index < 64 {
		return s.low&(1<<index) != 0
	}
	at, bits := index/8-8, s.above()
	return at < len(bits) && bits[at]&(1<<(index%8)) != 0
}

// With returns s and the column index.
func (s Set) With(index int) Set {
	if index < 64 {
		s.low |= 1 << index
		return s
	}
	bits := make([]byte, index/8-7)
	bits[index/8-8] = 1 << (index % 8)
	return s.Union(Set{high: unique.Make(string(bits))})
}

// Union returns the columns of s and of other.
func (s Set) Union(other Set) Set {
	s.low |= other.low
	if x, y := s.above(), other.above(); x == "" {
		s.high = other.high
	} else if y != "" && x != y {
		s.high = unique.Make(union(x, y))
	}
	return s
}

// Within reports whether every column of s is in other.
func (s Set) Within(other Set) bool { return s.Union(other) == other }

// above returns the bits of the columns from the 65th on.
func (s Set) above() string {
	if s.high == (unique.Handle[string]{}) {
		return ""
	}
	return s.high.Value()
}

func union(x, y string) string {
	bits := make([]byte, max(len(x), len(y)))
	copy(bits, x)
	for i := range len(y) {
		bits[i] |= y[i]
	}
	return string(bits)
}

// SetOf returns the set of columns.
func SetOf(columns []*Column) (s Set) {
	for _, c := range columns {
		s = s.With(c.Index)
	}
	return s
}
