package render

import (
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
)

// CompileAnew is [Compile] without the cache.
func CompileAnew(s ast.Statement, d Dialect) (Compiled, error) { return compileAnew(&s, &d) }

// Collided returns s with a fingerprint that all such statements have.
func Collided(s ast.Statement) ast.Statement {
	hash := reflect.ValueOf(&s).Elem().FieldByName("hash")
	*(*uint64)(unsafe.Pointer(hash.UnsafeAddr())) = 1
	return s
}

// Cached reports whether the cache of a dialect has the statement's shape.
func Cached(s ast.Statement, d Dialect) bool {
	for found := cacheFor(&d).first(s.Fingerprint()); found != nil; found = found.after() {
		if _, ok := found.shape.Arguments(&s, nil); ok {
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
