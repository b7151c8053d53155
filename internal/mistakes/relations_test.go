package mistakes_test

// The types of the chapter: each leads to Toy or Team wrongly.
type (
	noRelTag struct {
		ID  int64
		Toy *Toy
	}
	noRelTagList struct {
		ID   int64
		Toys []*Toy
	}
	byValue struct {
		ID   int64
		Toys []Toy `rel:"has-many"`
	}
	oneByValue struct {
		ID    int64
		ToyID int64
		Toy   Toy `rel:"belongs-to"`
	}
	byNullable struct {
		ID    int64
		Token *string    `db:"token,unique"`
		Holds []*byToken `rel:"has-many,references=token,fk=token"`
	}
	byToken struct {
		ID    int64
		Token *string
	}
	listOfOne struct {
		ID    int64
		ToyID int64
		Toy   []*Toy `rel:"belongs-to"`
	}
	oneOfMany struct {
		ID   int64
		Toys *Toy `rel:"has-many"`
	}
	kindTypo struct {
		ID   int64
		Toys []*Toy `rel:"hasmany"`
	}
	kindOfDjango struct {
		ID    int64
		Teams []*Team `rel:"many2many"`
	}
	relOptionTypo struct {
		ID   int64
		Toys []*Toy `rel:"has-many,foreignkey=hero_id"`
	}
	lazy struct {
		ID   int64
		Toys []*Toy `rel:"has-many,lazy=select"`
	}
	backref struct {
		ID   int64
		Toys []*Toy `rel:"has-many,back_populates=hero"`
	}
	noThrough struct {
		ID    int64
		Teams []*Team `rel:"many-to-many"`
	}
	throughSemicolon struct {
		ID    int64
		Teams []*Team `rel:"many-to-many,through=x;cascade=all"`
	}
	throughOfMany struct {
		ID   int64
		Toys []*Toy `rel:"has-many,through=x"`
	}
	cascadeTypo struct {
		ID   int64
		Toys []*Toy `rel:"has-many,cascade=deleteorphan"`
	}
	cascadeComma struct {
		ID   int64
		Toys []*Toy `rel:"has-many,cascade=all,delete-orphan"`
	}
	sameNamed struct {
		ID        int64
		OwnerID   *int64
		OwnerType *string
		Toy       *Toy  `rel:"belongs-to,polymorphic=owner,polymorphic-value=thing"`
		Team      *Team `rel:"belongs-to,polymorphic=owner,polymorphic-value=thing"`
	}
	relAndDB struct {
		ID   int64
		Toys []*Toy `rel:"has-many" db:"toys"`
	}
	hiddenRel struct {
		ID   int64
		toys []*Toy `rel:"has-many"`
	}
	noFK struct {
		ID  int64
		Toy *Toy `rel:"belongs-to"`
	}
	noFKThere struct {
		ID   int64
		Toys []*Toy `rel:"has-many"`
	}
	fkTypo struct {
		ID    int64
		ToyID int64
		Toy   *Toy `rel:"belongs-to,fk=toyid"`
	}
	fkType struct {
		ID    int64
		ToyID string
		Toy   *Toy `rel:"belongs-to"`
	}
	secretKey struct {
		Token string       `db:"token,pk,secret"`
		Uses  []*secretUse `rel:"has-many,fk=token"`
	}
	secretUse struct {
		ID    int64
		Token string
	}
	twoFK struct {
		ID    int64
		ToyID int64
		Toy   *Toy `rel:"belongs-to,fk=toy_id+id"`
	}
	orderTypo struct {
		ID   int64
		Toys []*Toy `rel:"has-many,fk=hero_id,order=lable"`
	}
	whereAlone struct {
		ID   int64
		Toys []*Toy `rel:"has-many,fk=hero_id,where=label = 'x'"`
	}
	toAValue struct {
		ID  int64
		Tag *string `rel:"belongs-to"`
	}
	toAStranger struct {
		ID         int64
		StrangerID int64
		Stranger   *Stranger `rel:"belongs-to"`
	}
	selfThrough struct {
		ID      int64
		Friends []*selfThrough `rel:"many-to-many,through=friends"`
	}
	manyOfTwo struct {
		ID    int64
		Seats []*Seat `rel:"many-to-many,through=bookings"`
	}
	orphanOfMany struct {
		ID    int64
		Teams []*Team `rel:"many-to-many,through=x,cascade=all+delete-orphan"`
	}
	orderOfOne struct {
		ID    int64
		ToyID int64
		Toy   *Toy `rel:"belongs-to,order=label"`
	}
	emptyRel struct {
		ID   int64
		Toys []*Toy `rel:""`
	}
	relOndeleteTypo struct {
		ID    int64
		ToyID int64
		Toy   *Toy `rel:"belongs-to,ondelete=casacde"`
	}
	backOfList struct {
		ID   int64
		Toys []*Toy `rel:"has-many,no-back-populates"`
	}
	setNullOfValue struct {
		ID    int64
		ToyID int64
		Toy   *Toy `rel:"belongs-to,ondelete=set null"`
	}
)

func (noRelTag) TableName() string         { return "t" }
func (byNullable) TableName() string       { return "t" }
func (byToken) TableName() string          { return "u" }
func (noRelTagList) TableName() string     { return "t" }
func (byValue) TableName() string          { return "t" }
func (oneByValue) TableName() string       { return "t" }
func (listOfOne) TableName() string        { return "t" }
func (oneOfMany) TableName() string        { return "t" }
func (kindTypo) TableName() string         { return "t" }
func (kindOfDjango) TableName() string     { return "t" }
func (relOptionTypo) TableName() string    { return "t" }
func (lazy) TableName() string             { return "t" }
func (backref) TableName() string          { return "t" }
func (noThrough) TableName() string        { return "t" }
func (throughSemicolon) TableName() string { return "t" }
func (throughOfMany) TableName() string    { return "t" }
func (cascadeTypo) TableName() string      { return "t" }
func (cascadeComma) TableName() string     { return "t" }
func (relAndDB) TableName() string         { return "t" }
func (hiddenRel) TableName() string        { return "t" }
func (noFK) TableName() string             { return "t" }
func (noFKThere) TableName() string        { return "t" }
func (fkTypo) TableName() string           { return "t" }
func (fkType) TableName() string           { return "t" }
func (secretKey) TableName() string        { return "t" }
func (secretUse) TableName() string        { return "u" }
func (twoFK) TableName() string            { return "t" }
func (orderTypo) TableName() string        { return "t" }
func (whereAlone) TableName() string       { return "t" }
func (toAValue) TableName() string         { return "t" }
func (toAStranger) TableName() string      { return "t" }
func (selfThrough) TableName() string      { return "t" }
func (orphanOfMany) TableName() string     { return "t" }
func (manyOfTwo) TableName() string        { return "t" }
func (orderOfOne) TableName() string       { return "t" }
func (emptyRel) TableName() string         { return "t" }
func (relOndeleteTypo) TableName() string  { return "t" }
func (backOfList) TableName() string       { return "t" }
func (setNullOfValue) TableName() string   { return "t" }
func (sameNamed) TableName() string        { return "t" }

var ofRelationships = []mistake{
	{"a pointer without a rel tag", mapped[noRelTag], "noRelTag Toy", `rel:"belongs-to"`},
	{"a list without a rel tag", mapped[noRelTagList], "noRelTagList Toys", `rel:"has-many"`},
	{"a list of values", mapped[byValue], "byValue Toys", "is a []*mistakes_test.Toy"},
	{"one by value", mapped[oneByValue], "oneByValue Toy", "is a *mistakes_test.Toy"},
	{"references to a column that may be NULL", mapped[byNullable], "byNullable Token *string", "make it a string tagged nullzero"},
	{"belongs-to of a list", mapped[listOfOne], "listOfOne Toy", "make it one, or say another kind"},
	{"has-many of a pointer", mapped[oneOfMany], "oneOfMany Toys", "make it one, or say another kind"},
	{"hasmany", mapped[kindTypo], "kindTypo Toys", "write has-many"},
	{"many2many", mapped[kindOfDjango], "kindOfDjango Teams", "write many-to-many"},
	{"foreignkey=", mapped[relOptionTypo], "relOptionTypo Toys", "write fk=column"},
	{"lazy=", mapped[lazy], "lazy Toys", "a query says what it loads"},
	{"back_populates=", mapped[backref], "backref Toys", "found by its columns"},
	{"many-to-many without through", mapped[noThrough], "noThrough Teams", "write through=table"},
	{"a semicolon behind through", mapped[throughSemicolon], "throughSemicolon Teams", "options behind commas"},
	{"through of has-many", mapped[throughOfMany], "throughOfMany Toys", "make it many-to-many"},
	{"deleteorphan", mapped[cascadeTypo], "cascadeTypo Toys", "write delete-orphan"},
	{"cascades with a comma", mapped[cascadeComma], "cascadeComma Toys", "write cascade=all+delete-orphan"},
	{"a rel and a db tag", mapped[relAndDB], "relAndDB Toys", "drop the db tag"},
	{"a rel tag of a field that is not exported", mapped[hiddenRel], "hiddenRel toys", "export it"},
	{"belongs-to without the column", mapped[noFK], "noFK Toy", `add a field tagged db:"toy_id"`},
	{"has-many without the column there", mapped[noFKThere], "noFKThere Toys", "write fk=hero_id"},
	{"fk of no column", mapped[fkTypo], "fkTypo Toy", "write fk=toy_id"},
	{"fk of another type", mapped[fkType], "fkType Toy", "give them one type"},
	{"fk of a secret key", mapped[secretKey], "secretUse.Token has the values of secretKey.Token", "tag it secret as well"},
	{"fk of two columns to a key of one", mapped[twoFK], "twoFK Toy", "join them with +"},
	{"order of no column", mapped[orderTypo], "orderTypo Toys lable", "write label"},
	{"where without viewonly", mapped[whereAlone], "whereAlone Toys", "add viewonly"},
	{"belongs-to a string", mapped[toAValue], "toAValue Tag", "leads to *T or []*T"},
	{"belongs-to what is no model", mapped[toAStranger], "toAStranger Stranger", "add func (Stranger) TableName() string"},
	{"many-to-many to itself without fk and ref", mapped[selfThrough], "selfThrough Friends", "name different columns"},
	{"many-to-many to a key of two columns without ref", mapped[manyOfTwo], "manyOfTwo Seats bookings", "ref=seat_row+seat_seat"},
	{"delete-orphan of many-to-many", mapped[orphanOfMany], "orphanOfMany Teams", "say it at the end of one"},
	{"order of belongs-to", mapped[orderOfOne], "orderOfOne Toy", "drop order"},
	{"an empty rel tag", mapped[emptyRel], "emptyRel Toys", "the kinds are belongs-to"},
	{"ondelete of a relationship misspelt", mapped[relOndeleteTypo], "relOndeleteTypo Toy", "write cascade"},
	{"no-back-populates of a list", mapped[backOfList], "backOfList Toys", "say it at the belongs-to end"},
	{"one polymorphic value for two types", mapped[sameNamed], "sameNamed Team OwnerType Toy", "give one of them another polymorphic-value="},
	{"ondelete=set null of what cannot be NULL", mapped[setNullOfValue], "setNullOfValue Toy", "make the field a pointer"},
}
