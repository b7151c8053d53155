package loading

// foresight is how many rows are still to come, as far as the last result of the same plan tells. What that misleads to is
// bounded: nothing is foreseen before some rows came, and never more than a few times as many.
type foresight struct {
	count    int // rows that came
	foreseen int // that were foreseen in all; 0: none yet
}

const (
	foreseenFrom = 48 // rows that must have come
	foreseenMost = 8  // times what came
)

// next notes a row, and answers how many more to make room for now; 0 mostly.
func (f *foresight) next(p *plan) (more int) {
	f.count++
	last := int(p.rows.Load())
	if f.count != max(foreseenFrom, f.foreseen) || last <= f.count {
		return 0
	}
	f.foreseen = min(last, foreseenMost*f.count)
	return f.foreseen - f.count
}

// left is how many rows are foreseen still; 0: nobody knows.
func (f *foresight) left() int { return max(f.foreseen-f.count, 0) }

// ended notes how many rows there were.
func (f *foresight) ended(p *plan) {
	if p != nil && f.count >= foreseenFrom && p.rows.Load() != int64(f.count) {
		p.rows.Store(int64(f.count))
	}
}
