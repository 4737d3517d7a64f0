"""Pictures, voice notes and files of posts and messages: checked, cleaned, shown to whom their holder shows them."""
