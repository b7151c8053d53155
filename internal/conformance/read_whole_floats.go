package conformance

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// weight is a float of a program's own.
type weight float64

// scalarOf reads the one value of a query into a T.
func scalarOf[T any](value func(T) float64) func(ctx context.Context, on repo.Reader, query string) (float64, error) {
	return func(ctx context.Context, on repo.Reader, query string) (float64, error) {
		got, err := repo.Scalar[T](ctx, on, builder.Text(query))
		if err != nil {
			return 0, err
		}
		return value(got), nil
	}
}

// WholeNumbersAreFloatsWithoutLoss: a whole number of a column is read into a float that is the same number, and refused where none is, alone and
// in a list. The judge is math/big.
func WholeNumbersAreFloatsWithoutLoss(t *testing.T, b Backend) {
	db := b.open(t)
	alone := map[string]func(context.Context, repo.Reader, string) (float64, error){
		"float64":           scalarOf(func(f float64) float64 { return f }),
		"*float64":          scalarOf(func(f *float64) float64 { return *f }),
		"weight":            scalarOf(func(f weight) float64 { return float64(f) }),
		"sql.Null[float64]": scalarOf(func(f sql.Null[float64]) float64 { return f.V }),
		"sql.NullFloat64":   scalarOf(func(f sql.NullFloat64) float64 { return f.Float64 }),
	}
	lists := map[string]func(context.Context, repo.Reader, string) (float64, error){
		"[]float64":  scalarOf(func(f []float64) float64 { return f[1] }),
		"[]*float64": scalarOf(func(f []*float64) float64 { return *f[1] }),
		"[]weight":   scalarOf(func(f []weight) float64 { return float64(f[1]) }),
		"[2]float64": scalarOf(func(f [2]float64) float64 { return f[1] }),
	}
	for bits := 50; bits < 64; bits++ {
		for off := int64(-3); off <= 3; off++ {
			n := int64(uint64(1)<<bits-1) + off
			for _, n := range []int64{n, -n} {
				for into, read := range alone {
					query := fmt.Sprintf("SELECT CAST(%d AS bigint)", n)
					checkWholeFloat(t, into, n, func() (float64, error) { return read(t.Context(), db.Engine, query) })
				}
				for into, read := range lists {
					query := fmt.Sprintf("SELECT ARRAY[0, %d]::bigint[]", n)
					if b.Dialect.Name == builder.SQLite().Name {
						query = fmt.Sprintf("SELECT '[0, %d]'", n)
					}
					checkWholeFloat(t, into, n, func() (float64, error) { return read(t.Context(), db.Engine, query) })
				}
			}
		}
	}
	for n, fits := range map[int64]bool{1 << 24: true, 1<<24 + 1: false, 1<<24 + 2: true, -(1<<24 + 1): false, 1 << 40: true, 1<<40 + 1: false} {
		_, err := repo.Scalar[float32](t.Context(), db.Engine, builder.Text(fmt.Sprintf("SELECT CAST(%d AS bigint)", n)))
		expect(t, fmt.Sprintf("%d into a float32: %v", n, err), err == nil, fits)
	}
}

func checkWholeFloat(t *testing.T, into string, n int64, read func() (float64, error)) {
	t.Helper()
	want, accuracy := big.NewInt(n).Float64()
	got, err := read()
	if accuracy != big.Exact {
		if !errors.Is(err, repo.ErrDataException) || !strings.Contains(err.Error(), "the number has more digits than a ") {
			t.Fatalf("%d into %s: got %v, %v", n, into, got, err)
		}
		return
	}
	must(t, err)
	expect(t, fmt.Sprintf("%d into %s", n, into), got, want)
}
