package render

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

// Databases without PostgreSQL's functions of time have SQLite's: strftime, over text that is UTC.

// extracted is what strftime calls the parts of a time.
var extracted = map[string]string{
	"year": "%Y", "month": "%m", "week": "%V", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S",
	"isoyear": "%G", "doy": "%j", "dow": "%w", "isodow": "%u", "epoch": "%s",
}

// truncated is the form of a time that strftime cuts, and what stands behind the time.
var truncated = map[string][2]string{
	"year": {"%Y-01-01 00:00:00"}, "month": {"%Y-%m-01 00:00:00"}, "day": {"%Y-%m-%d 00:00:00"},
	"week": {"%Y-%m-%d 00:00:00", ", '-6 days', 'weekday 1'"},
	"hour": {"%Y-%m-%d %H:00:00"}, "minute": {"%Y-%m-%d %H:%M:00"}, "second": {"%Y-%m-%d %H:%M:%S"},
}

// extract renders a part of a time as a whole number.
func (r *renderer) extract(n *ast.ExtractExpr) sq.Sqlizer {
	if !r.dialect.Has(Intervals) {
		return r.strftimePart(n.Field, n.Left)
	}
	call := concat("extract("+n.Field+" FROM ", r.value(n.Left), ")")
	if n.Field == "second" || n.Field == "epoch" {
		call = concat("floor(", call, ")")
	}
	return concat("CAST(", call, " AS bigint)")
}

func (r *renderer) strftimePart(field string, of *ast.Node) sq.Sqlizer {
	if field == "quarter" {
		return concat("((", r.strftimePart("month", of), " + 2) / 3)")
	}
	return concat("CAST(strftime('"+extracted[field]+"', ", r.value(of), ") AS integer)")
}

func (r *renderer) truncate(n *ast.TruncateExpr) sq.Sqlizer {
	left := r.value(n.Left)
	if r.dialect.Has(Intervals) {
		return r.sameDay(n.Day(), concat("date_trunc('"+n.Field+"', ", left, ")"))
	}
	form := truncated[n.Field]
	if n.Field != "quarter" {
		return r.sameDay(n.Day(), concat("strftime('"+form[0]+"', ", left, form[1]+")"))
	}
	months := concat("', ", left, ", 'start of month', -((", r.strftimePart("month", n.Left), " - 1) % 3) || ' months')")
	return r.sameDay(n.Day(), concat("strftime('"+truncated["month"][0], months))
}

func (r *renderer) zone(n *ast.ZoneExpr) sq.Sqlizer {
	switch {
	case r.dialect.Has(Intervals):
		return concat("(", r.operand(n.Left), " AT TIME ZONE '"+n.Zone+"')")
	case n.UTC():
		return r.operand(n.Left)
	}
	return failed{r.need(Intervals, "AT TIME ZONE but for UTC")}
}

func (r *renderer) interval(n *ast.IntervalExpr) sq.Sqlizer {
	if err := r.need(Intervals, "INTERVAL as a value"); err != nil {
		return failed{err}
	}
	return concat("make_interval(months => ", r.value(n.Months), ", days => ", r.value(n.Days), ", secs => ", r.value(n.Seconds), ")")
}

// shift renders a time plus an interval. What months are too short for is their last day, as in PostgreSQL. What is beyond the years that
// text keeps fails.
func (r *renderer) shift(n *ast.ShiftExpr) sq.Sqlizer {
	if r.dialect.Has(Intervals) {
		return r.sameDay(n.Day(), concat("(", r.operand(n.Left), " + ", r.value(n.Interval), ")"))
	}
	moved := r.strftimeShift(n)
	return concat("CASE WHEN ", moved, " >= '0' THEN ", moved, otherwise(r.operand(n.Left), beyondYears))
}

// strftimeShift renders a time plus an interval as SQLite has it: beyond the year 9999 it is NULL, and a text with a sign before the year 0.
func (r *renderer) strftimeShift(n *ast.ShiftExpr) sq.Sqlizer {
	by := n.Interval.Expr().(*ast.IntervalExpr)
	modifiers := concat(r.value(n.Left), ", ", r.value(by.Months), " || ' months', 'floor', ", r.value(by.Days), " || ' days', ", r.value(by.Seconds), " || ' seconds')")
	if n.Day() {
		return concat("strftime('%Y-%m-%d', ", modifiers)
	}
	return concat("rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', ", modifiers, ", '0'), '.')")
}

// comparedShift renders a time plus an interval beside another time: what is beyond the years that text keeps is before or behind all times that
// are kept, as PostgreSQL compares it. How far before the year -4713 nothing tells.
func (r *renderer) comparedShift(n *ast.ShiftExpr) sq.Sqlizer {
	by, left := n.Interval.Expr().(*ast.IntervalExpr), r.operand(n.Left)
	return concat("coalesce(", r.strftimeShift(n), ", CASE WHEN ", left, " IS NOT NULL THEN CASE WHEN min(", r.value(by.Months), ", ", r.value(by.Days), ", ", r.value(by.Seconds),
		") < 0 THEN "+raised(beyondYears)+" ELSE 'infinity' END END)")
}

// sameDay renders a time that was made of a day as a day.
func (r *renderer) sameDay(day bool, moved sq.Sqlizer) sq.Sqlizer {
	switch {
	case !day:
		return moved
	case r.dialect.Has(Intervals):
		return concat("CAST(", moved, " AS date)")
	}
	return concat("date(", moved, ")")
}

// beside renders an operand of a comparison with other as a number, and a day beside a time as its midnight where both are text.
func (r *renderer) beside(other, n *ast.Node) sq.Sqlizer {
	tuple, isTuple := n.Expr().(*ast.TupleExpr)
	others, both := other.Expr().(*ast.TupleExpr)
	switch {
	case r.dialect.Has(Intervals):
		return r.number(n)
	case isTuple && both && len(tuple.Nodes) == len(others.Nodes):
		at := -1
		return concat("(", r.terms(tuple.Nodes, func(place *ast.Node) sq.Sqlizer {
			at++
			return r.beside(others.Nodes[at], place)
		}), ")")
	case ast.IsDay(n) && ast.IsTime(other):
		return concat("datetime(", r.value(n), ")")
	}
	if shift, moves := n.Expr().(*ast.ShiftExpr); moves {
		if _, both := other.Expr().(*ast.ShiftExpr); !both {
			return r.comparedShift(shift)
		}
	}
	return r.number(n)
}

// day renders what a column of days is set to: where a day is text, what else may be a time is cut to its day.
func (r *renderer) day(n *ast.Node) sq.Sqlizer {
	if r.dialect.Has(Intervals) || ast.IsBind(n) || ast.IsDay(n) {
		return r.value(n)
	}
	return concat("date(", r.value(n), ")")
}
