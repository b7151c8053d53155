package loading

import "sync/atomic"

// estimate is how many of something are still to come, as far as the last result of the same plan tells: rows, or new entities. What that misleads to is
// bounded: nothing is estimated before some rows came, and never more than a few times as many.
type estimate struct {
	count     int // that came
	estimated int // in all; 0: none yet
}

const (
	estimateFrom = 48 // that must have come
	estimateMost = 8  // times what came
)

// next notes one more where there were before as many the last time, and returns how many others to make room for now; 0 mostly.
func (f *estimate) next(before *atomic.Int64) (more int) {
	f.count++
	last := int(before.Load())
	if f.count != max(estimateFrom, f.estimated) || last <= f.count {
		return 0
	}
	f.estimated = min(last, estimateMost*f.count)
	return f.estimated - f.count
}

// left returns how many rows are estimated still to come; 0: nobody knows.
func (f *estimate) left() int { return max(f.estimated-f.count, 0) }

// ended notes how many there were.
func (f *estimate) ended(before *atomic.Int64) {
	if f.count >= estimateFrom && before.Load() != int64(f.count) {
		before.Store(int64(f.count))
	}
}
