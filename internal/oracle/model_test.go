package oracle_test

// The models cover every kind of relationship with every cascade, over foreign keys that may be NULL and that may not, over
// keys that people choose and change, that have two columns, and that the database counts up. Each type has a Label, by which
// both sides know an entity, and a Size to edit.

// Team lets its players stay without it. Its name has to be its own.
type Team struct {
	ID        int64  `db:"id,pk"`
	Label     string `db:"label,unique"`
	Size      int64  `db:"size"`
	CaptainID *int64
	Captain   *Player   `rel:"belongs-to,post-update"`
	Players   []*Player `rel:"has-many,fk=team_id"`
	Mascot    *Mascot   `rel:"has-one"`
}

// TableName names the table.
func (Team) TableName() string { return "teams" }

// Player is a team's or nobody's, and has a version.
type Player struct {
	ID     int64  `db:"id,pk"`
	Label  string `db:"label,unique"`
	Size   int64  `db:"size"`
	Rev    int64  `db:"rev,version"`
	TeamID *int64
	Team   *Team `rel:"belongs-to"`
}

// TableName names the table.
func (Player) TableName() string { return "players" }

// Mascot is one team's or nobody's.
type Mascot struct {
	ID     int64  `db:"id,pk"`
	Label  string `db:"label,unique"`
	Size   int64  `db:"size,unique"`
	TeamID *int64
	Team   *Team `rel:"belongs-to"`
}

// TableName names the table.
func (Mascot) TableName() string { return "mascots" }

// Order owns lines and an invoice, which go with it.
type Order struct {
	ID          int64  `db:"id,pk"`
	Label       string `db:"label,unique"`
	Size        int64  `db:"size"`
	Rev         int64  `db:"rev,version"`
	CountryCode *string
	Country     *Country `rel:"belongs-to,fk=country_code"`
	Lines       []*Line  `rel:"has-many,cascade=all+delete-orphan"`
	Invoice     *Invoice `rel:"has-one,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Order) TableName() string { return "orders" }

// Line is one order's, always, and owns notes.
type Line struct {
	ID      int64  `db:"id,pk"`
	Label   string `db:"label,unique"`
	Size    int64  `db:"size"`
	Rev     int64  `db:"rev,version"`
	OrderID int64
	Order   *Order  `rel:"belongs-to"`
	Notes   []*Note `rel:"has-many,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Line) TableName() string { return "lines" }

// Note is one line's, and has no way back.
type Note struct {
	ID     int64  `db:"id,pk"`
	Label  string `db:"label,unique"`
	Size   int64  `db:"size"`
	LineID int64
}

// TableName names the table.
func (Note) TableName() string { return "notes" }

// Invoice is one order's.
type Invoice struct {
	ID      int64  `db:"id,pk"`
	Label   string `db:"label,unique"`
	Size    int64  `db:"size"`
	OrderID int64
	Order   *Order `rel:"belongs-to"`
}

// TableName names the table.
func (Invoice) TableName() string { return "invoices" }

// Node is a tree whose branches fall with it.
type Node struct {
	ID       int64  `db:"id,pk"`
	Label    string `db:"label,unique"`
	Size     int64  `db:"size"`
	ParentID *int64
	Parent   *Node   `rel:"belongs-to"`
	Children []*Node `rel:"has-many,fk=parent_id,cascade=all"`
}

// TableName names the table.
func (Node) TableName() string { return "nodes" }

// Shelf leaves what stands on it to the database.
type Shelf struct {
	ID       int64      `db:"id,pk"`
	Label    string     `db:"label,unique"`
	Size     int64      `db:"size"`
	Jars     []*Jar     `rel:"has-many,cascade=all,passive-deletes"`
	Stickers []*Sticker `rel:"has-many,passive-deletes"`
}

// TableName names the table.
func (Shelf) TableName() string { return "shelves" }

// Jar goes with its shelf.
type Jar struct {
	ID      int64  `db:"id,pk"`
	Label   string `db:"label,unique"`
	Size    int64  `db:"size"`
	ShelfID int64  `db:"shelf_id,fk=shelves.id,ondelete=CASCADE"`
}

// TableName names the table.
func (Jar) TableName() string { return "jars" }

// Sticker stays without its shelf.
type Sticker struct {
	ID      int64  `db:"id,pk"`
	Label   string `db:"label,unique"`
	Size    int64  `db:"size"`
	ShelfID *int64 `db:"shelf_id,fk=shelves.id,ondelete=SET NULL"`
}

// TableName names the table.
func (Sticker) TableName() string { return "stickers" }

// Author's key is counted up, and the books of one who goes have nobody to go to.
type Author struct {
	ID    int64
	Label string  `db:"label,unique"`
	Size  int64   `db:"size"`
	Books []*Book `rel:"has-many"`
}

// TableName names the table.
func (Author) TableName() string { return "authors" }

// Book is one author's, and of many genres.
type Book struct {
	ID       int64
	Label    string `db:"label,unique"`
	Size     int64  `db:"size"`
	AuthorID int64
	Author   *Author  `rel:"belongs-to"`
	Genres   []*Genre `rel:"many-to-many,through=book_genres,ref=genre_code"`
}

// TableName names the table.
func (Book) TableName() string { return "books" }

// Genre has a name for its key.
type Genre struct {
	Code  string  `db:"code,pk"`
	Label string  `db:"label,unique"`
	Size  int64   `db:"size"`
	Books []*Book `rel:"many-to-many,through=book_genres,fk=genre_code"`
}

// TableName names the table.
func (Genre) TableName() string { return "genres" }

// Person has friends, fans, a boss without a way back, and photos that nobody else has.
type Person struct {
	ID      int64
	Label   string `db:"label,unique"`
	Size    int64  `db:"size"`
	BossID  *int64
	Boss    *Person   `rel:"belongs-to"`
	Friends []*Person `rel:"many-to-many,through=friendships,fk=person_id,ref=friend_id"`
	Fans    []*Person `rel:"many-to-many,through=friendships,fk=friend_id,ref=person_id"`
	Photos  []*Photo  `rel:"many-to-many,through=person_photos,cascade=all"`
}

// TableName names the table.
func (Person) TableName() string { return "people" }

// Photo knows nobody.
type Photo struct {
	ID    int64  `db:"id,pk"`
	Label string `db:"label,unique"`
	Size  int64  `db:"size"`
}

// TableName names the table.
func (Photo) TableName() string { return "photos" }

// Ticket leads to its owner and its event, and brings along neither the one nor keeps the other.
type Ticket struct {
	ID       int64  `db:"id,pk"`
	Label    string `db:"label,unique"`
	Size     int64  `db:"size"`
	PersonID *int64
	Person   *Person `rel:"belongs-to,cascade=none"`
	EventID  *int64
	Event    *Event `rel:"belongs-to,cascade=all"`
}

// TableName names the table.
func (Ticket) TableName() string { return "tickets" }

// Event goes with its ticket.
type Event struct {
	ID    int64  `db:"id,pk"`
	Label string `db:"label,unique"`
	Size  int64  `db:"size"`
}

// TableName names the table.
func (Event) TableName() string { return "events" }

// Country has a key that people change.
type Country struct {
	Code   string  `db:"code,pk"`
	Label  string  `db:"label,unique"`
	Size   int64   `db:"size"`
	Cities []*City `rel:"has-many,fk=country_code,cascade=none"`
}

// TableName names the table.
func (Country) TableName() string { return "countries" }

// City is in a country, or in none.
type City struct {
	ID          int64  `db:"id,pk"`
	Label       string `db:"label,unique"`
	Size        int64  `db:"size"`
	CountryCode *string
	Country     *Country `rel:"belongs-to,fk=country_code"`
}

// TableName names the table.
func (City) TableName() string { return "cities" }

// Course has a key of two columns, which people change.
type Course struct {
	Code       string       `db:"code,pk"`
	Year       int64        `db:"year,pk"`
	Label      string       `db:"label,unique"`
	Size       int64        `db:"size"`
	Enrolments []*Enrolment `rel:"has-many,fk=course_code+course_year,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Course) TableName() string { return "courses" }

// Student takes courses.
type Student struct {
	ID         int64        `db:"id,pk"`
	Label      string       `db:"label,unique"`
	Size       int64        `db:"size"`
	Enrolments []*Enrolment `rel:"has-many,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Student) TableName() string { return "students" }

// Enrolment is an association entity: its key is two foreign keys.
type Enrolment struct {
	StudentID  int64    `db:"student_id,pk"`
	CourseCode string   `db:"course_code,pk"`
	CourseYear int64    `db:"course_year,pk"`
	Label      string   `db:"label,unique"`
	Size       int64    `db:"size"`
	Student    *Student `rel:"belongs-to"`
	Course     *Course  `rel:"belongs-to,fk=course_code+course_year"`
}

// TableName names the table.
func (Enrolment) TableName() string { return "enrolments" }

// Room has desks, by two columns that may be NULL.
type Room struct {
	Building string  `db:"building,pk"`
	Number   int64   `db:"number,pk"`
	Label    string  `db:"label,unique"`
	Size     int64   `db:"size"`
	Desks    []*Desk `rel:"has-many,fk=room_building+room_number,cascade=all"`
}

// TableName names the table.
func (Room) TableName() string { return "rooms" }

// Desk stands in a room, or nowhere.
type Desk struct {
	ID           int64  `db:"id,pk"`
	Label        string `db:"label,unique"`
	Size         int64  `db:"size"`
	RoomBuilding *string
	RoomNumber   *int64
	Room         *Room `rel:"belongs-to,fk=room_building+room_number"`
}

// TableName names the table.
func (Desk) TableName() string { return "desks" }
