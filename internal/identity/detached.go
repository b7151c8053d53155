package identity

import (
	"unsafe"
	"weak"
)

// detached remembers entities that left without keeping them alive. The zero value is empty.
type detached struct {
	entities map[weak.Pointer[byte]]bool
	most     int // entities when the dead among them are next swept
	cleared  *cleared
}

const sweptFrom = 1_024

func (d *detached) add(p unsafe.Pointer) {
	if d.entities == nil {
		d.entities, d.most = map[weak.Pointer[byte]]bool{}, sweptFrom
	}
	d.entities[weak.Make((*byte)(p))] = true
	if len(d.entities) < d.most {
		return
	}
	for w := range d.entities {
		if w.Value() == nil {
			delete(d.entities, w)
		}
	}
	d.most = max(sweptFrom, 2*len(d.entities))
}

func (d *detached) has(p unsafe.Pointer) bool {
	if len(d.entities) > 0 && p != nil && d.entities[weak.Make((*byte)(p))] {
		return true
	}
	return d.cleared.has(p)
}

func (d *detached) drop(p unsafe.Pointer) {
	if len(d.entities) > 0 {
		delete(d.entities, weak.Make((*byte)(p)))
	}
}
