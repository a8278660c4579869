"""Kokouspaketti answers: give me the slides."""

from tilannekuva.exhibits.pack import pack
from tilannekuva.exports.page import preview
from tilannekuva.shell.data import frame, read
from tilannekuva.shell.layout import foot, show
from tilannekuva.shell.look import open_page
from tilannekuva.shell.packs import definition_chosen, downloads, every_region, heading

view = open_page()
show("pack_head", heading(view))
definition, template = definition_chosen(view)
downloads(definition, template)
every_region(definition, template)
show("preview", *preview(pack(read, definition), view.language), foot(view, frame("data_age")))
