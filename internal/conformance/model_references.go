package conformance

import (
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/schema"
)

// Country is known to its cities by its code, and to its ports by a token that the database makes.
type Country struct {
	ID      int64
	Code    string    `db:"code,unique"`
	Token   uuid.UUID `db:"token,type=uuid,unique,default=gen_random_uuid()"`
	Cities  []*City   `rel:"has-many,references=code,order=name,onupdatefk=CASCADE"`
	Capital *Capital  `rel:"has-one,references=code,cascade=all+delete-orphan"`
	Ports   []*Port   `rel:"has-many,references=token"`
}

// TableName names the table.
func (Country) TableName() string { return "countries" }

// City is in a country, or in none.
type City struct {
	ID          int64
	Name        string
	CountryCode *string
	Country     *Country `rel:"belongs-to,references=code,onupdatefk=CASCADE"`
}

// TableName names the table.
func (City) TableName() string { return "cities" }

// Capital is one country's.
type Capital struct {
	ID          int64
	Name        string
	CountryCode string
	Country     *Country `rel:"belongs-to,references=code"`
}

// TableName names the table.
func (Capital) TableName() string { return "capitals" }

// Port has no way back.
type Port struct {
	ID           int64
	Name         string
	CountryToken *uuid.UUID
}

// TableName names the table.
func (Port) TableName() string { return "ports" }

var (
	countries = builder.Model[Country]()
	cities    = builder.Model[City]()
	capitals  = builder.Model[Capital]()
	ports     = builder.Model[Port]()

	byCode = builder.Select(countries).OrderBy(builder.Col(&countries.Code).Asc())
)

func (b Backend) openCountries(t *testing.T) *database {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(countries, cities, capitals, ports))
	return db
}

func cityNames(list []*City) (names []string) {
	for _, c := range list {
		names = append(names, c.Name)
	}
	return names
}
