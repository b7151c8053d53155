package ast

import (
	"regexp"
	"slices"
	"strings"
)

// Fields are the parts of a time that have a name; a time can be cut to those of them that [Truncate] knows.
var (
	Fields     = []string{"year", "quarter", "month", "week", "day", "hour", "minute", "second", "isoyear", "doy", "dow", "isodow", "epoch"}
	truncating = Fields[:8]
)

// ExtractExpr is the part of Left, a time, that Field names.
type ExtractExpr struct {
	Node
	Field string
	Left  *Node
}

// Extract returns the part of left, a time, that field names.
func Extract(field string, left *Node) *Node {
	field = strings.ToLower(field)
	if !slices.Contains(Fields, field) {
		return Invalidf("%q is no part of a time: write %s", field, strings.Join(Fields, ", "))
	}
	return newNode(&ExtractExpr{newHeader("extract", None, hashText(seed, field), hashOf(left)), field, left})
}

func (n *ExtractExpr) walk(w *Walk) { w.text(n.Field); w.node(&n.Left) }

// TruncateExpr is Left, a time, without what is smaller than Field.
type TruncateExpr struct {
	Node
	Field string
	Left  *Node
}

// Truncate returns left, a time, without what is smaller than field.
func Truncate(field string, left *Node) *Node {
	field = strings.ToLower(field)
	if !slices.Contains(truncating, field) {
		return Invalidf("a time cannot be cut to %q: write %s", field, strings.Join(truncating, ", "))
	}
	return newNode(&TruncateExpr{newHeader("truncate", None, hashText(seed, field), hashOf(left)), field, left})
}

func (n *TruncateExpr) walk(w *Walk) { w.text(n.Field); w.node(&n.Left) }

func (n *TruncateExpr) values() []*Node { return []*Node{n.Left} }

// Day reports whether the time is a day.
func (n *TruncateExpr) Day() bool { return isDay(n.Left) }

// ZoneExpr is Left AT TIME ZONE Zone.
type ZoneExpr struct {
	Node
	Left *Node
	Zone string
}

// zoneName is a name of the time zone database, or an abbreviation of one; it needs no quoting.
var zoneName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+/-]*$`)

// AtZone returns left, a time, as the clocks of zone show it. The zone is text and no argument, so that the same expression
// may stand in GROUP BY.
func AtZone(left *Node, zone string) *Node {
	if !zoneName.MatchString(zone) {
		return Invalidf("%q is no time zone: write a name such as Europe/Berlin or UTC", zone)
	}
	return newNode(&ZoneExpr{newHeader("zone", None, hashOf(left), hashText(seed, zone)), left, zone})
}

func (n *ZoneExpr) walk(w *Walk) { w.text(n.Zone); w.node(&n.Left) }

// UTC reports whether the zone is that in which every database keeps times.
func (n *ZoneExpr) UTC() bool { return strings.EqualFold(n.Zone, "UTC") }

// IntervalExpr is a span of time: of months and days, whose length the calendar says, and of seconds.
type IntervalExpr struct {
	Node
	Months, Days, Seconds *Node
}

// Interval returns a span of time.
func Interval(months, days int, seconds float64) *Node {
	return newNode(&IntervalExpr{newHeader("interval", None), Argument(months), Argument(days), Argument(seconds)})
}

func (n *IntervalExpr) walk(w *Walk) { w.node(&n.Months); w.node(&n.Days); w.node(&n.Seconds) }

// ShiftExpr is Left, a time, plus Interval, an *IntervalExpr.
type ShiftExpr struct {
	Node
	Left, Interval *Node
}

// Shift returns left, a time, plus interval, which is made by [Interval].
func Shift(left, interval *Node) *Node {
	return newNode(&ShiftExpr{newHeader("shift", None, hashOf(left), hashOf(interval)), left, interval})
}

func (n *ShiftExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Interval) }

func (n *ShiftExpr) values() []*Node { return []*Node{n.Left} }

// Day reports whether the time is a day.
func (n *ShiftExpr) Day() bool { return isDay(n.Left) }

// TodayExpr is CURRENT_DATE.
type TodayExpr struct{ word }

var currentDay *Node = newNode(&TodayExpr{newWord("today")})

// Today returns CURRENT_DATE.
func Today() *Node { return currentDay }
