package statement

// CompileAnew is Compile without the cache.
func CompileAnew(s Statement, d Dialect) (Compiled, error) { return compileAnew(&s, &d) }

// Collided is s with a fingerprint that all such statements have.
func Collided(s Statement) Statement {
	s.hash = 1
	return s
}

// Cached says whether the cache of a dialect has the statement's shape.
func Cached(s Statement, d Dialect) bool {
	for found := cacheFor(&d).first(s.hash); found != nil; found = found.after() {
		w := walk{arrays: d.Has(ArrayParams), known: found.steps}
		if w.statement(&s, nil); w.same() {
			return true
		}
	}
	return false
}

// ForgetShapes empties the caches of all dialects.
func ForgetShapes() { caches.Store(nil) }

// Limits of the cache.
const (
	MostShapes   = mostShapes
	MostAlike    = mostAlike
	MostDialects = mostDialects
)
