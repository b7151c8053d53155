package render

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/drey-db/drey/internal/ast"
)

const (
	mostShapes   = 500     // of a dialect, SQLAlchemy's figure
	mostAlike    = 16      // with one fingerprint: the lengths of a list, where each value is an argument
	mostDialects = 16      // a program that makes dialects up renders anew beyond these
	mostSteps    = 1 << 10 // of a shape; what is larger, as a thousand rows are, seldom comes again
	mostText     = 1 << 15
)

// CacheStats counts what a dialect's compiled cache did since the program began.
type CacheStats struct {
	Hits   uint64 // statements whose text was there
	Misses uint64 // statements that squirrel rendered
	Shapes int    // that are there now
}

// compiled is the text of a shape.
type compiled struct {
	hash   uint64
	shape  ast.Shape
	text   string
	order  []int                    // for each argument that is sent, its place among those of the shape
	secret []bool                   // as in Compiled
	used   atomic.Uint64            // when, by the cache's clock
	next   atomic.Pointer[compiled] // in its bucket
}

// cache holds the compiled shapes of one dialect. Who reads takes no lock, and writes nothing that is there already: the
// clock, which finds the shape used least recently, ticks only when a shape comes in.
type cache struct {
	dialect Dialect
	arrays  bool // the dialect's
	buckets [1 << 10]atomic.Pointer[compiled]
	clock   atomic.Uint64
	hits    [8]counter
	misses  atomic.Uint64

	adding sync.Mutex
	shapes []*compiled // guarded by adding
}

// counter is a counter in a cache line of its own.
type counter struct {
	n atomic.Uint64
	_ [56]byte
}

var (
	caches       atomic.Pointer[[]*cache]
	addingCaches sync.Mutex
)

// cacheFor returns the cache of a dialect, nil when there are too many of them.
func cacheFor(d *Dialect) *cache {
	if d.Tables != nil {
		return d.Tables.cacheFor(d)
	}
	if c, ok := foundCache(d); ok {
		return c
	}
	addingCaches.Lock()
	defer addingCaches.Unlock()
	if c, ok := foundCache(d); ok {
		return c
	}
	var grown []*cache
	if known := caches.Load(); known != nil {
		grown = append(grown, *known...)
	}
	c := newCache(d)
	grown = append(grown, c)
	caches.Store(&grown)
	return c
}

func newCache(d *Dialect) *cache { return &cache{dialect: *d, arrays: d.Has(ArrayParams)} }

// foundCache returns false when there is room for one more.
func foundCache(d *Dialect) (*cache, bool) {
	known := caches.Load()
	if known == nil {
		return nil, false
	}
	for _, c := range *known {
		if c.dialect == *d {
			return c, true
		}
	}
	return nil, len(*known) == mostDialects
}

// StatsOf returns what the compiled cache of a dialect did. It is safe for concurrent use.
func StatsOf(d Dialect) (stats CacheStats) {
	c, _ := foundCache(&d)
	if d.Tables != nil {
		c = d.Tables.cacheFor(&d)
	}
	if c == nil {
		return stats
	}
	c.adding.Lock()
	defer c.adding.Unlock()
	for i := range c.hits {
		stats.Hits += c.hits[i].n.Load()
	}
	stats.Misses, stats.Shapes = c.misses.Load(), len(c.shapes)
	return stats
}

func (c *cache) bucket(hash uint64) *atomic.Pointer[compiled] {
	return &c.buckets[hash%uint64(len(c.buckets))]
}

// first returns the newest shape with a fingerprint, nil without one.
func (c *cache) first(hash uint64) *compiled { return c.bucket(hash).Load().withHash(hash) }

// after returns the next shape with c's fingerprint, nil without one.
func (c *compiled) after() *compiled { return c.next.Load().withHash(c.hash) }

// withHash returns c or the first behind it that has the fingerprint.
func (c *compiled) withHash(hash uint64) *compiled {
	for c != nil && c.hash != hash {
		c = c.next.Load()
	}
	return c
}

func (c *cache) hit(found *compiled) {
	c.hits[found.hash%uint64(len(c.hits))].n.Add(1)
	if now := c.clock.Load(); found.used.Load() != now {
		found.used.Store(now)
	}
}

// add adds a shape, in the place of the one used least recently when the cache is full.
func (c *cache) add(added *compiled) {
	if added.shape.Len() > mostSteps || len(added.text) > mostText {
		return
	}
	c.adding.Lock()
	defer c.adding.Unlock()
	alike := 0
	for _, s := range c.shapes {
		if s.hash != added.hash {
			continue
		}
		if alike++; s.shape.Equal(added.shape) {
			return // another goroutine was faster
		}
	}
	switch {
	case alike >= mostAlike:
		c.drop(func(s *compiled) bool { return s.hash == added.hash })
	case len(c.shapes) >= mostShapes:
		c.drop(func(*compiled) bool { return true })
	}
	added.used.Store(c.clock.Add(1))
	bucket := c.bucket(added.hash)
	added.next.Store(bucket.Load())
	bucket.Store(added)
	c.shapes = append(c.shapes, added)
}

// drop takes out the shape used least recently of those that may go.
func (c *cache) drop(may func(*compiled) bool) {
	oldest := -1
	for i, s := range c.shapes {
		if may(s) && (oldest < 0 || s.used.Load() < c.shapes[oldest].used.Load()) {
			oldest = i
		}
	}
	dropped := c.shapes[oldest]
	c.shapes = slices.Delete(c.shapes, oldest, oldest+1)
	link := c.bucket(dropped.hash)
	for at := link.Load(); at != dropped; at = link.Load() {
		link = &at.next
	}
	link.Store(dropped.next.Load()) // who stands at it still finds the way on
}
