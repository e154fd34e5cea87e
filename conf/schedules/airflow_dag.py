"""Airflow: one refresh a day, in the order of the days. Copy it into the DAGs folder; needs apache-airflow-providers-apache-spark.

What it reads from Airflow: the connection spark_default (master and deploy mode) and the Variables below. See docs/schedules.md.
"""

import json
import os
import re
from datetime import datetime, timedelta, timezone

from airflow import DAG
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

RESULTS = os.environ.get("PERENNIAL_RESULTS", "/var/lib/perennial")
# Another try of these ends the same way: 2 is a mistake in the job or the data, 3 a candidate that the gate rejected.
FINAL = {2: "the job or the data cannot be used", 3: "the gate rejected the candidate; the champion stays"}


class RefreshOperator(SparkSubmitOperator):
    """Runs perennial refresh; tells failures that may pass, which Airflow retries, from those that do not."""

    template_fields = (*SparkSubmitOperator.template_fields, "result")

    def __init__(self, *, result, **kwargs):
        super().__init__(**kwargs)
        self.result = result

    def execute(self, context):
        try:
            super().execute(context)
        except AirflowException as failure:
            told = self.told()
            code = told.get("exitCode", exit_code(failure))
            if code in FINAL:
                raise AirflowFailException(f"{FINAL[code]}: {told.get('message', told.get('error', failure))}") from failure
            raise
        return self.told().get("status")

    def told(self):
        """What result.json says; nothing where this worker does not see it. With deploy mode cluster it is the one that knows."""
        try:
            with open(self.result, encoding="utf-8") as result:
                return json.load(result)
        except OSError:
            return {}


def exit_code(failure):
    """Of spark-submit in client mode, which is Perennial's own."""
    found = re.search(r"Error code is: (\d+)", str(failure))
    return int(found.group(1)) if found else None


with DAG(
    dag_id="perennial_refresh_cifar10",
    description="Refreshes the published model on the data of the day",
    schedule="30 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    # Days are caught up one after the other; a day waits for the one before.
    catchup=True,
    max_active_runs=1,
    default_args={"depends_on_past": False, "retries": 3, "retry_delay": timedelta(minutes=10), "retry_exponential_backoff": True},
    tags=["perennial"],
) as dag:
    # A try that was killed is continued by the next one, and what is published is consumed once, so tries are safe.
    RefreshOperator(
        task_id="refresh",
        conn_id="spark_default",
        application=os.environ.get("PERENNIAL_JAR", "/opt/perennial/jobs/target/perennial.jar"),
        java_class="io.perennial.jobs.Main",
        name="perennial-refresh-{{ ds }}",
        application_args=[
            "refresh",
            os.environ.get("PERENNIAL_JOB", "/opt/perennial/conf/refresh-cifar10.yaml"),
            "--logical-date",
            "{{ ds }}",
            "--result",
            RESULTS + "/refresh-{{ ds }}.json",
        ],
        result=RESULTS + "/refresh-{{ ds }}.json",
        env_vars={"PERENNIAL_MODELS": os.environ.get("PERENNIAL_MODELS", "hdfs:///models")},
    )
