"""Set up business hours and service level policies."""

from chalicelib.api import setting_schemas as schemas
from chalicelib.api import sla_views as views
from chalicelib.api.http import Call, Tagged
from chalicelib.api.setting_routes import SettingRoutes, removed, saved
from chalicelib.api.sla_bodies import HoursBody, PolicyBody
from chalicelib.domain.settings import Kind

routes = SettingRoutes("Service levels")


@routes.saving("/api/business-hours/{hours}", HoursBody, schemas.BusinessHours, "Set up business hours")
def save_business_hours(call: Call) -> Tagged:
    """Replaces the version in If-Match; without If-Match makes new hours. `always`, around the clock, comes with the
    desk.

    Public holidays of the region are looked up when the hours are saved, for this year and five more.
    """
    return saved(call, views.schedule_of(call.params["hours"], call.body))


@routes.removing("/api/business-hours/{hours}", "Remove business hours")
def delete_business_hours(call: Call) -> None:
    """Removes business hours that no policy names."""
    removed(call, Kind.HOURS, call.params["hours"])


@routes.saving("/api/sla-policies/{policy}", PolicyBody, schemas.SlaPolicy, "Set up a service level policy")
def save_sla_policy(call: Call) -> Tagged:
    """Replaces the version in If-Match; without If-Match makes a new policy. Tickets keep the version that they were
    promised.
    """
    return saved(call, views.policy_of(call.params["policy"], call.body))


@routes.removing("/api/sla-policies/{policy}", "Remove a service level policy")
def delete_sla_policy(call: Call) -> None:
    """Promises it to no further ticket; those that were promised it keep it. Its id cannot be used again."""
    removed(call, Kind.POLICY, call.params["policy"])
