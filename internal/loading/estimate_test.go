package loading

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestForesight reads results of which the last one foretold too much, too little, or nothing.
func TestForesight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		last, rows, room int // rows the last time, rows now, and for how many room was made
	}{
		{0, 1_000, 0}, {1_000, 30, 0}, {1_000, 1_000, 952}, {10_000, 50, 336}, {10_000, 10_000, 9_952}, {100, 5_000, 52}, {40, 5_000, 0},
	} {
		var p plan
		var f estimate
		p.rows.Store(int64(c.last))
		room := 0
		for range c.rows {
			room += f.next(&p.rows)
			require.LessOrEqual(t, f.left(), estimateMost*f.count)
		}
		f.ended(&p.rows)
		require.Equal(t, c.room, room, "%+v", c)
		if c.rows >= estimateFrom {
			require.EqualValues(t, c.rows, p.rows.Load())
		}
	}
}
