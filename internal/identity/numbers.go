package identity

import "math/bits"

// numbers finds entries by keys that are numbers: an open table, at most three quarters full, in which a key stands at its own
// place or right behind those that took it. The zero value is empty.
type numbers struct {
	slots []slot
	count int
	shift uint8       // of the hash of eight keys, so that it is the place of the first
	spare *spareSlots // where slots come from and go to; nil: from the heap
}

type slot struct {
	key   int64
	entry *Entry // nil: the slot is free
}

// fewest is how many slots there are at first.
const fewest = 8

// place returns where a key belongs. Keys that follow one another stand side by side, eight of them, as a result mostly brings them;
// the multiplier spreads the eights.
// Source: Knuth, The Art of Computer Programming, volume 3, 6.4: 2^64 divided by the golden ratio.
func (t *numbers) place(key int64) int {
	return int(uint64(key>>3)*0x9E3779B97F4A7C15>>t.shift)<<3 | int(key&7)
}

// find returns the slot of a key, or the free one where it would go.
func (t *numbers) find(key int64) *slot {
	for i := t.place(key); ; i++ {
		if s := &t.slots[i&(len(t.slots)-1)]; s.entry == nil || s.key == key {
			return s
		}
	}
}

func (t *numbers) at(key int64) *Entry {
	if t.count == 0 {
		return nil
	}
	return t.find(key).entry
}

func (t *numbers) put(key int64, e *Entry) {
	t.reserve(1)
	s := t.find(key)
	if s.entry == nil {
		t.count++
	}
	*s = slot{key, e}
}

// reserve makes room for n more.
func (t *numbers) reserve(n int) {
	size := max(len(t.slots), fewest)
	for 4*(t.count+n) > 3*size {
		size *= 2
	}
	if size == len(t.slots) {
		return
	}
	old, log := t.slots, bits.TrailingZeros(uint(size))
	t.slots, t.shift = t.spare.take(size, log), uint8(67-log)
	for _, s := range old {
		if s.entry != nil {
			*t.find(s.key) = s
		}
	}
	t.spare.put(old)
}

// empty gives the slots back.
func (t *numbers) empty() {
	t.spare.put(t.slots)
	*t = numbers{}
}

// remove frees a key's slot, and moves up what stands behind it and does not belong there.
func (t *numbers) remove(key int64) {
	if t.at(key) == nil {
		return
	}
	mask, hole := len(t.slots)-1, 0
	for hole = t.place(key); t.slots[hole&mask].key != key || t.slots[hole&mask].entry == nil; hole++ {
	}
	t.count--
	for next := hole + 1; t.slots[next&mask].entry != nil; next++ {
		if home := t.place(t.slots[next&mask].key); (next-home)&mask >= (next-hole)&mask {
			t.slots[hole&mask], hole = t.slots[next&mask], next
		}
	}
	t.slots[hole&mask] = slot{}
}
