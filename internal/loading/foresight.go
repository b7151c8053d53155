package loading

import "sync/atomic"

// foresight is how many of something are still to come, as far as the last result of the same plan tells: rows, or new entities. What that misleads to is
// bounded: nothing is foreseen before some rows came, and never more than a few times as many.
type foresight struct {
	count    int // that came
	foreseen int // that were foreseen in all; 0: none yet
}

const (
	foreseenFrom = 48 // that must have come
	foreseenMost = 8  // times what came
)

// next notes one more where there were before as many the last time, and answers how many others to make room for now; 0 mostly.
func (f *foresight) next(before *atomic.Int64) (more int) {
	f.count++
	last := int(before.Load())
	if f.count != max(foreseenFrom, f.foreseen) || last <= f.count {
		return 0
	}
	f.foreseen = min(last, foreseenMost*f.count)
	return f.foreseen - f.count
}

// left is how many rows are foreseen still; 0: nobody knows.
func (f *foresight) left() int { return max(f.foreseen-f.count, 0) }

// ended notes how many there were.
func (f *foresight) ended(before *atomic.Int64) {
	if f.count >= foreseenFrom && before.Load() != int64(f.count) {
		before.Store(int64(f.count))
	}
}
