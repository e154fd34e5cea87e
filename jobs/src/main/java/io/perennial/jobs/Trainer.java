package io.perennial.jobs;

import io.perennial.driver.job.Job;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RunResult;

import org.apache.hadoop.conf.Configuration;

import java.io.PrintWriter;

/** Trains a job. A seam: tests of the command need neither Spark nor natives. */
interface Trainer {

    RunResult train(Job job, Resume resume, Configuration hadoop, PrintWriter err);
}
