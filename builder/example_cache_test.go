package builder_test

import (
	"fmt"

	"github.com/drey-db/drey/builder"
)

// A statement of a shape that was met before is not rendered again, whatever its values.
func ExampleDialect_CacheStats() {
	dialect := builder.Postgres()
	dialect.Name = "counted" // a dialect of its own, so that nobody else counts

	for _, wanted := range []string{"spongebob", "sandy", "patrick"} {
		query := builder.Select(toys).Where(builder.Col(&toys.Label).Eq(wanted)).Limit(len(wanted))
		_, args, err := builder.Compile(query, dialect)
		fmt.Println(args, err)
	}
	stats := dialect.CacheStats()
	fmt.Println(stats.Hits, "hits,", stats.Misses, "miss,", stats.Shapes, "shape")
	// Output:
	// [spongebob 9] <nil>
	// [sandy 5] <nil>
	// [patrick 7] <nil>
	// 2 hits, 1 miss, 1 shape
}
