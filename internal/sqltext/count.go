package sqltext

import "strconv"

// Arguments returns how many arguments the placeholders of text take: the highest number among them, where a placeholder
// without one has the number behind the highest before it. ok is false where they have names.
func (d *Dialect) Arguments(text string) (n int, ok bool) {
	for s := d.Scan(text); ; {
		t, more := s.Next()
		switch {
		case !more:
			return n, true
		case t.Kind == Named:
			return 0, false
		case t.Kind == Mark:
			n++
		case t.Kind == Numbered:
			number, err := strconv.Atoi(t.Argument())
			if err != nil {
				number = most
			}
			n = max(n, min(number, most))
		}
	}
}

// most is more than any database takes.
const most = 1 << 24
