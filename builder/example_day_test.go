package builder_test

import (
	"fmt"
	"time"

	"github.com/drey-db/drey/builder"
)

// Shift is a day's work.
type Shift struct {
	ID  int64
	Day time.Time `db:"day,type=date"`
}

// TableName names the table.
func (Shift) TableName() string { return "shifts" }

// Beside a column of type=date a time is the day that it shows in its own location.
func ExampleCol_day() {
	shifts := builder.Model[Shift]()
	tokyo := time.FixedZone("Tokyo", 9*60*60)
	newYearsEve := time.Date(2024, 12, 31, 0, 0, 0, 0, tokyo)
	day := builder.Col(&shifts.Day)
	fmt.Println(builder.Compile(builder.Select(shifts).Where(day.Eq(newYearsEve)), builder.Postgres()))
	fmt.Println(builder.Compile(builder.Update(shifts).Set(day.ToExpr(builder.Literal(newYearsEve))).AllRows(), builder.Postgres()))
	// Output:
	// SELECT "shifts"."id", "shifts"."day" FROM "shifts" WHERE "shifts"."day" = $1 [2024-12-31] <nil>
	// UPDATE "shifts" SET "day" = $1 [2024-12-31] <nil>
}
