package builder_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// Every method of the zero value of what package builder exports answers, given nothing or zero values, and what it answers renders or says
// what is wrong: none panics.
func TestEveryMethodOfNothingAnswers(t *testing.T) {
	for _, zero := range []any{
		builder.ArrayExpr[int]{}, builder.Assignment{}, builder.CaseExpr[int]{}, builder.Column[int]{}, builder.CommonTable{},
		builder.CompoundStmt[*Hero]{}, builder.ConflictClause[Hero]{}, builder.DeleteStmt[Hero]{}, builder.Dialect{}, builder.Expr[int]{},
		builder.Grouping{}, builder.InsertStmt[Hero]{}, builder.Interval{}, builder.JSONExpr{}, builder.Loading{}, builder.LockOption{},
		builder.Order{}, builder.ReturningStmt[*Hero]{}, builder.SelectStmt[*Hero]{}, builder.Source{}, builder.TextStmt{}, builder.TupleExpr{},
		builder.UpdateStmt[Hero]{}, builder.Window{},
	} {
		rv := reflect.ValueOf(zero)
		renders(t, rv)
		for i := range rv.NumMethod() {
			method := rv.Method(i)
			for _, variadic := range []bool{false, true} {
				require.NotPanics(t, func() { called(t, method, variadic) }, "%T.%s", zero, rv.Type().Method(i).Name)
			}
		}
	}
}

// called calls a method with zero values, of its variadic part with one or none, and renders what it answers.
func called(t *testing.T, method reflect.Value, variadic bool) {
	var in []reflect.Value
	for i := range method.Type().NumIn() {
		at := method.Type().In(i)
		if last := method.Type().IsVariadic() && i == method.Type().NumIn()-1; last && !variadic {
			continue
		} else if last {
			at = at.Elem()
		}
		in = append(in, reflect.Zero(at))
	}
	for _, out := range method.Call(in) {
		renders(t, out)
	}
}

func renders(t *testing.T, v reflect.Value) {
	if s, ok := v.Interface().(builder.Sqlizer); ok && s != nil {
		require.NotPanics(t, func() {
			_, _, _ = s.ToSql()
			_, _, _ = builder.SelectColumns(s).ToSql()
			require.NotContains(t, fmt.Sprint(s), "PANIC")
		}, v.Type().String())
	}
}
