package org.apache.zeppelin.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.apache.spark.repl.SparkILoop;
import org.apache.zeppelin.interpreter.InterpreterContext;
import org.apache.zeppelin.interpreter.InterpreterGroup;
import org.apache.zeppelin.interpreter.thrift.InterpreterCompletion;
import org.apache.zeppelin.interpreter.util.InterpreterOutputStream;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction0;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.Results;

/**
 * Opens Spark's shell for Zeppelin. The class of this name that Maven Central has was compiled against a Scala compiler whose methods Spark 3.5's has no
 * more; this one takes its place. All else is Zeppelin's: what is printed and drawn, groups of jobs, progress, cancel.
 */
public final class SparkScala212Interpreter extends BaseSparkScalaInterpreter {

    private final InterpreterOutputStream output = new InterpreterOutputStream(LoggerFactory.getLogger(SparkScala212Interpreter.class));
    private SparkILoop shell;

    public SparkScala212Interpreter(SparkConf conf, List<String> files, Properties properties, InterpreterGroup group, URLClassLoader loader) {
        super(conf, files, properties, group, loader);
    }

    @Override
    public InterpreterOutputStream interpreterOutput() {
        return output;
    }

    @Override
    public void open() {
        super.open();
        Path classes;
        try {
            classes = Files.createTempDirectory("zeppelin-classes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        conf().set("spark.repl.class.outputDir", classes.toString());
        Settings settings = new Settings();
        settings.processArguments(JavaConverters.asScalaBuffer(List.of("-Yrepl-class-based", "-Yrepl-outdir", classes.toString(),
                "-classpath", conf().get("spark.repl.local.jars", conf().get("spark.jars", "")).replace("file:", "").replace(',', ':'))).toList(), true);
        settings.embeddedDefaults(sparkInterpreterClassLoader());
        settings.usejavacp().tryToSetFromPropertyValue("true");
        shell = new SparkILoop(Option.empty(), new PrintWriter(output, true));
        shell.settings_$eq(settings);
        shell.createInterpreter();
        shell.intp().initializeSynchronous();
        createSparkContext();
        createZeppelinContext();
    }

    @Override
    public Results.Result scalaInterpret(String code) {
        return shell.intp().interpret(code);
    }

    @Override
    public void bind(String name, String type, Object value, scala.collection.immutable.List<String> modifiers) {
        shell.intp().beQuietDuring(new AbstractFunction0<Results.Result>() {
            @Override
            public Results.Result apply() {
                return shell.intp().bind(name, type, value, modifiers);
            }
        });
    }

    @Override
    public List<InterpreterCompletion> completion(String text, int cursor, InterpreterContext context) {
        return List.of();
    }

    @Override
    public ClassLoader getScalaShellClassLoader() {
        return shell.intp().classLoader();
    }
}
