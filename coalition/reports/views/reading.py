"""Reading the report of a session, on the page and as PDF."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from coalition.errors import NotFound
from coalition.printing.keeping import kept_pdf
from coalition.reports import policy, queries
from coalition.reports.description import ReportFields, fields_of
from coalition.reports.printed import report_paper
from coalition.reports.queries import Standing
from coalition.reports.views.room import blueprint
from coalition.web.languages import locale_tag
from coalition.web.site import settings
from coalition.web.viewing import current_viewer

FOLDER = "printed"  # of the instance


@blueprint.get("/sessions/<int:session_id>/report")
def detail(session_id: int) -> ResponseReturnValue:
    """Show the report: to its writers as it is now, to all others as it was published."""
    standing = queries.get_read(session_id, viewer=current_viewer())
    return render_template("reports/detail.html", standing=standing, said=_shown(standing))


@blueprint.get("/sessions/<int:session_id>/report.pdf")
def pdf(session_id: int) -> ResponseReturnValue:
    """Give the same for paper."""
    standing = queries.get_read(session_id, viewer=current_viewer())
    said = _shown(standing)
    if said is None:
        raise NotFound
    kind = "draft" if standing.may_write else "published"
    made, _mark = kept_pdf(
        settings().instance / FOLDER,
        f"report-{session_id}-{kind}",
        report_paper(standing.session, said),
    )
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="report-session-{session_id}.pdf"'
    return answer


def _shown(standing: Standing) -> ReportFields | None:
    """Return the text this viewer reads; writers see the draft before anybody wrote."""
    report = standing.report
    if report is None:
        return queries.draft_for(standing.session, locale_tag())
    if standing.may_write:
        return fields_of(report)
    if not policy.is_published(report):
        return None
    return queries.text_at(report, report.published_revision)
