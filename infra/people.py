"""Accounts in the agents' user pool."""

from typing import Any


def save_user(cognito: Any, pool: str, email: str, password: str, permanent: bool) -> bool:
    """Make the account, without a mail of Cognito's. Returns False, and changes nothing, if there is one
    already.

    A password that is not `permanent` must be replaced at the first sign-in.
    """
    address = email.strip().lower()
    try:
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=address,
            TemporaryPassword=password,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": address}, {"Name": "email_verified", "Value": "true"}],
        )
    except cognito.exceptions.UsernameExistsException:
        return False
    if permanent:
        cognito.admin_set_user_password(UserPoolId=pool, Username=address, Password=password, Permanent=True)
    return True
