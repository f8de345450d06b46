from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0004_holds_and_kept_starts")]

    operations = [
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("active", True), ("expires_at__isnull", False)),
                fields=["expires_at"],
                name="open_holds",
            ),
        ),
    ]
