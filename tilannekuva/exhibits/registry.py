"""Every exhibit by its name: what a page shows under it, a file carries under it."""

from collections.abc import Mapping

from tilannekuva.exhibits import aikajana, alue, avustus, hyte, lahteet, muutokset, ohjaus, tilanne, valmius, vertailu
from tilannekuva.exhibits.ask import Builder

EXHIBITS: Mapping[str, Builder] = {
    "tilannetaulu": tilanne.board,
    "vaiheet": tilanne.stages,
    **alue.EXHIBITS,
    "vertailu": vertailu.order,
    "vertailu_kartalla": vertailu.places,
    "hyte_neuvottelut_vuosittain": hyte.tiles,
    "hyte_neuvottelujen_osapuolet": hyte.negotiations,
    "hyte_velvoite": hyte.duty,
    "muut_neuvottelut": hyte.other_duties,
    "avustusmallit": avustus.model,
    "avustushaut": avustus.calls,
    "avustussummat": avustus.sums,
    "avustussummat_vuosittain": avustus.years,
    "ohjausryhmien_kokoukset": ohjaus.strip,
    "ohjausryhmien_jarjestopaikat": ohjaus.seats,
    "ohjausryhmien_kokousmaarat": ohjaus.tallies,
    "ohjausryhmien_asiat": ohjaus.topics,
    "valmius": valmius.readiness,
    "valmius_asioittain": valmius.by_workstream,
    "vaiheet_ajassa": valmius.stages_of_region,
    "virstanpylvaat": valmius.milestones,
    **aikajana.EXHIBITS,
    "muutokset": muutokset.changes,
    "muutokset_korjatut": muutokset.corrections,
    "muutokset_ennallaan": muutokset.unchanged,
    "muutokset_kuvio": muutokset.charted,
    **lahteet.EXHIBITS,
}
"""A table's `name` is its key here."""
