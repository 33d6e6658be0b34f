"""Passwords of agents, checked by the Cognito user pool. Its tokens are thrown away: the desk keeps its own
sessions."""

from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import client
from chalicelib.domain.errors import InvalidInput, NewPasswordRequired, Unauthenticated, Unavailable

_WRONG = frozenset(
    {
        "NotAuthorizedException",
        "UserNotFoundException",
        "InvalidParameterException",
        "PasswordResetRequiredException",
        "UserNotConfirmedException",
    }
)
_REPLACE_FIRST = "NEW_PASSWORD_REQUIRED"


class CognitoIdentity:
    """`IdentityProvider` on a Cognito user pool."""

    def __init__(self, pool_id: str, client_id: str, region: str) -> None:
        self._pool_id = pool_id
        self._client_id = client_id
        self._region = region

    @cached_property
    def _cognito(self) -> Any:
        return client("cognito-idp", self._region)

    def check_password(self, email: str, password: str, new_password: str | None) -> None:
        answer = self._call(
            "admin_initiate_auth",
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
        challenge = answer.get("ChallengeName")
        if challenge is None:
            return
        if challenge != _REPLACE_FIRST:
            raise Unauthenticated("this account needs a sign-in step that is not offered here")
        if new_password is None:
            raise NewPasswordRequired("the password must be replaced first")
        self._call(
            "admin_respond_to_auth_challenge",
            ChallengeName=_REPLACE_FIRST,
            Session=answer["Session"],
            ChallengeResponses={"USERNAME": _username(answer, email), "NEW_PASSWORD": new_password},
        )

    def _call(self, operation: str, **arguments: Any) -> Any:
        try:
            return getattr(self._cognito, operation)(UserPoolId=self._pool_id, ClientId=self._client_id, **arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _WRONG:
                raise Unauthenticated("the e-mail address or the password is wrong") from error
            if code == "InvalidPasswordException":
                raise InvalidInput.of("new_password", "is too weak for this desk's password rules") from error
            raise Unavailable("sign-in did not answer") from error
        except BotoCoreError as error:
            raise Unavailable("sign-in did not answer") from error


def _username(answer: Any, email: str) -> str:
    """The account's own name, which this step wants; the address is only an alias (AdminRespondToAuthChallenge)."""
    name: str = answer.get("ChallengeParameters", {}).get("USER_ID_FOR_SRP") or email
    return name
