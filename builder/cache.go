package builder

import "github.com/drey-db/drey/internal/render"

// CacheStats counts what a dialect's compiled cache did since the program began. The cache holds the text of the 500 shapes
// of statements used most recently; a shape is all of a statement but its arguments. [Compile] and every read of package repo
// go through it. A statement that is far larger than most, an INSERT of thousands of rows say, is rendered each time.
type CacheStats = render.CacheStats

// CacheStats reads the counters of the dialect's compiled cache, which all engines of one dialect share. It is safe for
// concurrent use. The counters are zero for a dialect that nothing was compiled for, and for one beyond the first sixteen of
// a program, which has no cache.
func (d Dialect) CacheStats() CacheStats { return render.StatsOf(render.Dialect(d)) }
