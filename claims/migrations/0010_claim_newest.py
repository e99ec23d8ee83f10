from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0009_facet_indexes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['state', 'id'], name='claim_newest'),
        ),
    ]
