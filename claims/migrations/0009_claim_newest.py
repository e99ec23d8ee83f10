from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0008_facet_indexes'),
        ('claims', '0008_updates'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['state', 'id'], name='claim_newest'),
        ),
    ]
