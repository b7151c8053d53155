"""The queries of the second family: those of breadth_shapes_test.go, asked of SQLAlchemy."""
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, with_parent

from breadth_models import (Battery, Bill, Binder, Castle, Cell, Client, Deal, Drawer, Firm, Gadget, Guest, Human, Memo, Region,
                            Sheet, Stamp, Village, line, tag)

SHAPES = {}
BARE = ["id", "size"]


def shape(name):
    def keep(fn):
        SHAPES[name] = fn
        return fn
    return keep


def entities(name, cls, columns, rels, make):
    """A shape whose rows are entities."""
    @shape(name)
    def ask(session, n):
        stmt = make(select(cls).order_by(cls.id), n).execution_options(populate_existing=True)
        return [line(o, columns, rels) for o in session.execute(stmt).scalars().unique()]


def nested(name, cls, rel, columns, lead, make):
    """A shape that shows what a relationship leads to."""
    @shape(name)
    def ask(session, n):
        stmt = make(select(cls).order_by(cls.id), n).execution_options(populate_existing=True)
        found = session.execute(stmt).scalars().unique().all()
        return [tag(o) + f" {rel}=" + ",".join(sorted(line(other, columns) for other in lead(o) if other is not None)) for o in found]


def counted(name, *make):
    @shape(name)
    def ask(session, n):
        counts = [session.execute(m(n)).scalar_one() for m in make]
        return ["[" + " ".join(str(c) for c in counts) + "]"]


def count(cls):
    return select(func.count(cls.id))


entities("Region lists", Region, None, ["Villages", "Castles", "Crown"], lambda q, n: q.options(
    selectinload(Region.Villages), selectinload(Region.Castles), joinedload(Region.Crown)))
entities("Region has", Region, None, [], lambda q, n: q.where(Region.Villages.any(Village.size > n)))
entities("Region part", Region, None, ["Villages"], lambda q, n: q.options(selectinload(Region.Villages.and_(Village.size > n))))
entities("Region contains", Village, None, ["Region"], lambda q, n: q.join(Village.Region).where(Region.size > n).options(
    contains_eager(Village.Region)))
nested("Region joined", Village, "Region", None, lambda v: [v.Region], lambda q, n: q.options(joinedload(Village.Region.and_(Region.size > n))))
nested("Region only", Region, "Castles", BARE, lambda r: r.Castles, lambda q, n: q.options(selectinload(Region.Castles).load_only(Castle.size)))
entities("Region parent", Village, BARE, [], lambda q, n: q.where(with_parent(Region(id=n, code=f"c{n}"), Region.Villages)))


entities("Guest views", Guest, None, ["Bills", "Open", "Done", "Last", "Near", "Hosts"], lambda q, n: q.options(
    *[selectinload(getattr(Guest, rel)) for rel in ("Bills", "Open", "Done", "Last", "Near", "Hosts")]))
for name in ("Guest joined", "Guest to one"):
    entities(name, Bill, None, ["Guest", "Host", "Local"], lambda q, n: q.options(joinedload("*")))
entities("Guest text", Guest, None, ["Open", "Near"], lambda q, n: q.options(selectinload(Guest.Open), selectinload(Guest.Near)))
entities("Guest has", Guest, None, [], lambda q, n: q.where(Guest.Open.any(Bill.size > n)))
entities("Guest none", Bill, None, [], lambda q, n: q.where(~Bill.Local.has()))
entities("Guest part", Guest, None, ["Open"], lambda q, n: q.options(selectinload(Guest.Open.and_(Bill.size > n))))
nested("Guest two names", Bill, "Host", ["id", "town"], lambda b: [b.Guest, b.Host], lambda q, n: q.options(
    joinedload(Bill.Guest).load_only(Guest.town), joinedload(Bill.Host.and_(Guest.size > n)).load_only(Guest.town)))
nested("Guest beyond", Bill, "Near", None, lambda b: b.Guest.Near if b.Guest else [], lambda q, n: q.options(
    joinedload(Bill.Guest).selectinload(Guest.Near)))
entities("Guest parent", Bill, None, [], lambda q, n: q.where(with_parent(Guest(id=n), Guest.Open)))
near = Guest.__table__.alias()
counted("Guest joins", lambda n: count(Guest).join(Guest.Open), lambda n: select(func.count()).select_from(Guest).join(
    near, (near.c.town == Guest.town) & (near.c.size > 1)).where(Guest.size > n))


entities("Human lists", Human, None, ["Memos", "Portrait"], lambda q, n: q.options(selectinload(Human.Memos), joinedload(Human.Portrait)))
entities("Human firms", Firm, None, ["Memos", "Portrait"], lambda q, n: q.options(selectinload(Firm.Memos), selectinload(Firm.Portrait)))
entities("Human to one", Memo, None, ["Human", "Firm"], lambda q, n: q.options(joinedload("*")))
entities("Human joined", Memo, BARE, ["Human", "Firm"], lambda q, n: q.options(
    joinedload(Memo.Human.and_(Human.size > n)), selectinload(Memo.Firm)))
entities("Human has", Memo, None, [], lambda q, n: q.where(Memo.Firm.has(Firm.size > n)))
entities("Human with", Human, None, [], lambda q, n: q.where(Human.Memos.any(Memo.size > n)))
entities("Human parent", Memo, None, [], lambda q, n: q.where(with_parent(Firm(id=n), Firm.Memos)))
counted("Human joins", lambda n: count(Memo).join(Memo.Human), lambda n: count(Memo).join(Memo.Firm).where(Firm.size > n))
nested("Human only", Human, "Memos", BARE, lambda h: h.Memos, lambda q, n: q.options(
    selectinload(Human.Memos.and_(Memo.size > n)).load_only(Memo.size)))


entities("Cell joined", Gadget, None, ["Battery"], lambda q, n: q.options(joinedload(Gadget.Battery).joinedload(Battery.Cell)))
entities("Cell back", Cell, None, ["Battery"], lambda q, n: q.options(selectinload(Cell.Battery)))
entities("Cell has", Gadget, None, [], lambda q, n: q.where(Gadget.Battery.has(Battery.Cell.has(Cell.size > n))))


entities("Drawer lists", Drawer, None, ["Binders", "Stamps"], lambda q, n: q.options(selectinload(Drawer.Binders), selectinload(Drawer.Stamps)))
@shape("Drawer all")
def everything(session, n):
    session.info["unfiltered"] = True  # execution options do not reach the SELECT of a relationship
    stmt = select(Drawer).order_by(Drawer.id).options(selectinload(Drawer.Binders)).execution_options(populate_existing=True)
    found = [line(o, None, ["Binders"]) for o in session.execute(stmt).scalars()]
    session.info.pop("unfiltered")
    return found


entities("Drawer joined", Binder, None, ["Drawer"], lambda q, n: q.options(joinedload(Binder.Drawer.and_(Drawer.size > n))))
entities("Drawer ones", Stamp, None, ["Drawer"], lambda q, n: q.options(selectinload(Stamp.Drawer)))
entities("Drawer sheets", Sheet, None, ["Binder"], lambda q, n: q.join(Sheet.Binder).options(contains_eager(Sheet.Binder)))
entities("Drawer has", Drawer, None, [], lambda q, n: q.where(
    Drawer.Binders.any(and_(Binder.size > n, Binder.deleted_at.is_(None)))))  # no loader criteria reach an EXISTS
counted("Drawer counts", lambda n: count(Binder), lambda n: count(Binder).execution_options(unfiltered=True),
        lambda n: count(Binder).join(Binder.Drawer), lambda n: count(Binder).outerjoin(Binder.Drawer).where(Binder.size > n))


entities("Client lists", Client, None, ["Orders"], lambda q, n: q.options(selectinload(Client.Orders)))
entities("Client home", Client, None, [], lambda q, n: q.where(or_(Client.home_street == f"s{n}", Client.work_at_lat > n)))
entities("Client no zip", Client, None, [], lambda q, n: q.where(Client.home_zip.is_(None)).order_by(None).order_by(
    Client.work_street.desc(), Client.id))
entities("Client zero", Client, None, [], lambda q, n: q.where(or_(
    Client.nick.is_(None), Client.points != 1 if n % 2 else Client.points.isnot(None))))
nested("Client joined", Deal, "Client", ["id", "nick", "home_street", "home_at_lon", "points"], lambda d: [d.Client], lambda q, n: q.options(
    joinedload(Deal.Client.and_(Client.home_at_lat >= n % 3)).load_only(Client.nick, Client.points, Client.home_street, Client.home_at_lon)))

@shape("Client rows")
def rows(session, n):
    stmt = select(Client.id, Client.home_street, Client.home_zip, Client.home_at_lat, Client.nick).order_by(Client.id)
    return [" ".join("<nil>" if v is None else str(v) for v in row) for row in session.execute(stmt)]
