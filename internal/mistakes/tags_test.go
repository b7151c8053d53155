package mistakes_test

import "time"

// The types of the chapter: each has one mistake in a db tag.
type (
	typo struct {
		ID   int64
		Name string `db:"name,pkk"`
	}
	gormWords struct {
		ID   int64
		Name string `db:"name,not null"`
	}
	gormSize struct {
		ID   int64
		Name string `db:"name,size=80"`
	}
	gormKey struct {
		ID   int64  `db:"id,primarykey"`
		Name string `db:"name"`
	}
	autoincrement struct {
		ID int64 `db:"id,pk,autoincrement"`
	}
	capitals struct {
		ID int64 `db:"id,PK"`
	}
	optionFirst struct {
		ID   int64
		Born string `db:"default=now()"`
	}
	pkFirst struct {
		Code string `db:"pk"`
	}
	emptyOption struct {
		ID   int64
		Name string `db:"name,"`
	}
	noValue struct {
		ID   int64
		Born string `db:"born,default"`
	}
	valueOfFlag struct {
		ID int64 `db:"id,pk=true"`
	}
	twice struct {
		ID   int64
		Name string `db:"name,type=text,type=varchar(10)"`
	}
	openQuote struct {
		ID   int64
		Name string `db:"name,default='x"`
	}
	openParenthesis struct {
		ID   int64
		Name string `db:"name,type=varchar(80"`
	}
	quotedName struct {
		ID   int64
		Name string "db:\"`name`\""
	}
	twoOfDifferentKinds struct {
		ID   int64
		Name string `db:"name,nullable,default"`
	}
	tagAndType struct {
		ID   int64
		Name string `db:"name,uuid7,oops"`
	}
	uuidOfString struct {
		ID string `db:"id,pk,uuid7"`
	}
	versionOfString struct {
		ID      int64
		Version string `db:"version,version"`
	}
	smallVersion struct {
		ID      int64
		Version uint16 `db:"version,version"`
	}
	softDeleteNotNull struct {
		ID   int64
		Gone *time.Time `db:"gone,softdelete,notnull"`
	}
	identityDefault struct {
		ID int64 `db:"id,pk,identity,default=7"`
	}
	twoVersions struct {
		ID int64
		A  int64 `db:"a,version"`
		B  int64 `db:"b,version"`
	}
	readonlyKey struct {
		ID int64 `db:"id,pk,readonly"`
	}
	softDeleteOfBool struct {
		ID   int64
		Gone bool `db:"gone,softdelete"`
	}
	createonlyOnupdate struct {
		ID int64
		At int64 `db:"at,createonly,onupdate=now()"`
	}
	generatedDefault struct {
		ID int64
		At int64 `db:"at,generated=1+1,default=2"`
	}
	identityOfString struct {
		ID string `db:"id,pk,identity"`
	}
	bothIdentities struct {
		ID int64 `db:"id,pk,identity,noidentity"`
	}
	fkWithoutColumn struct {
		ID     int64
		TeamID int64 `db:"team_id,fk=teams"`
	}
	fkToNowhere struct {
		ID     int64
		TeamID int64 `db:"team_id,fk=nowhere.id"`
	}
	ondeleteAlone struct {
		ID     int64
		TeamID int64 `db:"team_id,ondelete=cascade"`
	}
	ondeleteTypo struct {
		ID     int64
		TeamID int64 `db:"team_id,fk=teams.id,ondelete=casacde"`
	}
	sameColumn struct {
		ID    int64
		Name  string `db:"name"`
		Label string `db:"name"`
	}
	sameColumnCase struct {
		ID   int64
		URL  string
		Url  string //nolint:revive // the mistake
		Name string
	}
	prefixOfString struct {
		ID   int64
		Name string `db:"name,prefix=a_"`
	}
	nullzeroPointer struct {
		ID   int64
		Name *string `db:"name,nullzero"`
	}
	interval struct {
		ID   int64
		Wait int64 `db:"wait,type=interval,omitzero,omitzero"`
	}
	gormSemicolon struct {
		ID   int64
		Name string `db:"name;unique"`
	}
	colonInName struct {
		ID  int64
		Old string `db:"column:old"`
	}
	blankForComma struct {
		ID    int64
		Email string `db:"email unique"`
	}
	uniqueFirst struct {
		ID int64
		U  string `db:"unique"`
	}
	uniqueTrue struct {
		ID   int64
		Name string `db:"name,unique=true"`
	}
	uniqueFalse struct {
		ID   int64
		Name string `db:"name,unique=false"`
	}
	indexUnique struct {
		ID   int64
		Name string `db:"name,index=unique"`
	}
	flagFalse struct {
		ID   int64
		Name string `db:"name,readonly=false"`
	}
	wasSemicolon struct {
		ID   int64
		Name string `db:"name,was=old;unique"`
	}
)

func (typo) TableName() string                { return "t" }
func (gormWords) TableName() string           { return "t" }
func (gormSize) TableName() string            { return "t" }
func (gormKey) TableName() string             { return "t" }
func (autoincrement) TableName() string       { return "t" }
func (capitals) TableName() string            { return "t" }
func (optionFirst) TableName() string         { return "t" }
func (pkFirst) TableName() string             { return "t" }
func (emptyOption) TableName() string         { return "t" }
func (noValue) TableName() string             { return "t" }
func (valueOfFlag) TableName() string         { return "t" }
func (twice) TableName() string               { return "t" }
func (openQuote) TableName() string           { return "t" }
func (openParenthesis) TableName() string     { return "t" }
func (quotedName) TableName() string          { return "t" }
func (twoOfDifferentKinds) TableName() string { return "t" }
func (tagAndType) TableName() string          { return "t" }
func (uuidOfString) TableName() string        { return "t" }
func (versionOfString) TableName() string     { return "t" }
func (smallVersion) TableName() string        { return "t" }
func (softDeleteNotNull) TableName() string   { return "t" }
func (identityDefault) TableName() string     { return "t" }
func (twoVersions) TableName() string         { return "t" }
func (readonlyKey) TableName() string         { return "t" }
func (softDeleteOfBool) TableName() string    { return "t" }
func (createonlyOnupdate) TableName() string  { return "t" }
func (generatedDefault) TableName() string    { return "t" }
func (identityOfString) TableName() string    { return "t" }
func (bothIdentities) TableName() string      { return "t" }
func (fkWithoutColumn) TableName() string     { return "t" }
func (fkToNowhere) TableName() string         { return "t" }
func (ondeleteAlone) TableName() string       { return "t" }
func (ondeleteTypo) TableName() string        { return "t" }
func (sameColumn) TableName() string          { return "t" }
func (sameColumnCase) TableName() string      { return "t" }
func (prefixOfString) TableName() string      { return "t" }
func (nullzeroPointer) TableName() string     { return "t" }
func (interval) TableName() string            { return "t" }
func (gormSemicolon) TableName() string       { return "t" }
func (colonInName) TableName() string         { return "t" }
func (blankForComma) TableName() string       { return "t" }
func (uniqueFirst) TableName() string         { return "t" }
func (uniqueTrue) TableName() string          { return "t" }
func (uniqueFalse) TableName() string         { return "t" }
func (indexUnique) TableName() string         { return "t" }
func (flagFalse) TableName() string           { return "t" }
func (wasSemicolon) TableName() string        { return "t" }

var ofTags = []mistake{
	{"a wrong word", mapped[typo], "typo Name", "write pk"},
	{"NOT NULL, as gorm has it", mapped[gormWords], "gormWords Name", "write nothing, since a column is NOT NULL unless"},
	{"size, as gorm has it", mapped[gormSize], "gormSize Name", "write type=varchar(80)"},
	{"primarykey, as gorm has it", mapped[gormKey], "gormKey ID", "write pk"},
	{"autoincrement", mapped[autoincrement], "autoincrement ID", "counted up by the database"},
	{"an option in capitals", mapped[capitals], "capitals ID", "write pk"},
	{"an option where the name goes", mapped[optionFirst], "optionFirst Born", "put a comma before it"},
	{"pk where the name goes", mapped[pkFirst], "pkFirst", `as in db:",pk"`},
	{"a comma at the end", mapped[emptyOption], "emptyOption Name", "drop it"},
	{"an option without its value", mapped[noValue], "noValue Born", "write default=..."},
	{"a value of a flag", mapped[valueOfFlag], "valueOfFlag ID", "write pk alone"},
	{"an option twice", mapped[twice], "twice Name", "keep one"},
	{"an open quote", mapped[openQuote], "openQuote Name", "close it"},
	{"an open parenthesis", mapped[openParenthesis], "openParenthesis Name", "close it"},
	{"a quoted name", mapped[quotedName], "quotedName Name", "drey quotes it"},
	{"two kinds in one tag", mapped[twoOfDifferentKinds], "twoOfDifferentKinds Name", "write default=..."},
	{"a tag's and a type's in one tag", mapped[tagAndType], "tagAndType Name", "make it a uuid.UUID"},
	{"uuid7 of a string", mapped[uuidOfString], "uuidOfString ID", "make it a uuid.UUID"},
	{"a version that is text", mapped[versionOfString], "versionOfString Version", "make it an int64"},
	{"a version of 16 bits", mapped[smallVersion], "smallVersion Version uint16", "make it an int32 or an int64"},
	{"softdelete and notnull", mapped[softDeleteNotNull], "softDeleteNotNull Gone", "no option but softdelete"},
	{"identity and a default", mapped[identityDefault], "identityDefault ID", "drop identity"},
	{"two versions", mapped[twoVersions], "twoVersions B", "drop it here or there"},
	{"a key that is readonly", mapped[readonlyKey], "readonlyKey ID", "drop readonly"},
	{"softdelete of a bool", mapped[softDeleteOfBool], "softDeleteOfBool Gone", "make it a *time.Time"},
	{"createonly and onupdate", mapped[createonlyOnupdate], "createonlyOnupdate At", "drop it"},
	{"generated and a default", mapped[generatedDefault], "generatedDefault At", "drop one of them"},
	{"identity of a string", mapped[identityOfString], "identityOfString ID", "drop it, or make the field an int64"},
	{"identity and noidentity", mapped[bothIdentities], "bothIdentities ID", "drop it, or identity"},
	{"fk without a column", mapped[fkWithoutColumn], "fkWithoutColumn TeamID", "write fk=table.column"},
	{"fk to no table", mapped[fkToNowhere], "fkToNowhere TeamID", "correct the name"},
	{"ondelete without fk", mapped[ondeleteAlone], "ondeleteAlone TeamID", "add fk=table.column"},
	{"ondelete misspelt", mapped[ondeleteTypo], "ondeleteTypo TeamID", "write cascade"},
	{"one column twice", mapped[sameColumn], "sameColumn", "give one of them another name"},
	{"one column twice by the fields' names", mapped[sameColumnCase], "sameColumnCase", "give one of them another name"},
	{"prefix of a string", mapped[prefixOfString], "prefixOfString Name", "drop it"},
	{"nullzero of a pointer", mapped[nullzeroPointer], "nullzeroPointer Name", "drop nullzero"},
	{"an option twice that is a flag", mapped[interval], "interval Wait", "keep one"},
	{"as gorm has it: a semicolon", mapped[gormSemicolon], "gormSemicolon Name", "'name;unique'"},
	{"a colon in the name", mapped[colonInName], "colonInName Old", "options behind commas"},
	{"a blank for a comma", mapped[blankForComma], "blankForComma Email", "as in db:\"email,unique\""},
	{"unique where the name goes", mapped[uniqueFirst], "uniqueFirst U", "as in db:\",unique\""},
	{"a group called true", mapped[uniqueTrue], "uniqueTrue Name", "write unique alone"},
	{"a group called false", mapped[uniqueFalse], "uniqueFalse Name", "drop it"},
	{"an index called as an option", mapped[indexUnique], "indexUnique Name", "write a comma before each option"},
	{"a flag that is false", mapped[flagFalse], "flagFalse Name", "drop it"},
	{"a semicolon behind was", mapped[wasSemicolon], "wasSemicolon Name", "write a comma before each option"},
}
