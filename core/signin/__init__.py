"""Signing in: identifiers, first sign-in, class QR, shared devices, sessions; django-allauth does passwords, TOTP, passkeys and OIDC."""
