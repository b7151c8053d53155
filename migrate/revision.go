package migrate

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
)

// Revision is one step of a schema's history.
type Revision struct {
	ID, Message, Path, Label string // ID: 12 random hex digits, so that two developers never collide
	Parents                  []string
	Head, Current, Applied   bool

	Interrupted *Interrupted // of Current and History: how far a revision without a transaction came that has not come to its end
}

// String is the id and the message.
func (r Revision) String() string {
	if r.Message == "" {
		return r.ID
	}
	return r.ID + " (" + r.Message + ")"
}

// newID is the id of a new revision.
func newID() string {
	var random [6]byte
	_, _ = rand.Read(random[:]) // never fails
	return hex.EncodeToString(random[:])
}

// node is a revision in the graph.
type node struct {
	Revision
	step         *GoStep // nil for a file
	content      []byte  // of the file
	checksum     string  // of the file; "" for code
	irreversible string  // why it cannot be taken back, as its header says
	keysOn       bool    // foreign keys are enforced while it runs, as its header says
	parents      []*node
	children     []*node
}

func (n *node) isRoot() bool { return len(n.parents) == 0 }

func (n *node) isHead() bool { return len(n.children) == 0 }

// publish returns the revision as users see it.
func (n *node) publish() Revision {
	r := n.Revision
	r.Parents = slices.Clone(r.Parents)
	r.Head = n.isHead()
	return r
}
