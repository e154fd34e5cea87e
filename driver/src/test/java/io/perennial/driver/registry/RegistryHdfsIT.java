package io.perennial.driver.registry;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** On a real HDFS name node and data node. */
class RegistryHdfsIT extends RegistryContract {

    @TempDir
    static java.nio.file.Path folder;

    private static MiniDFSCluster hdfs;

    @BeforeAll
    static void start() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
        // Only a power cut would miss what the name node does not force to disk.
        configuration.setBoolean("dfs.namenode.edits.noeditlogchannelflush", true);
        // A client whose data node has not reported yet would sleep for 400 ms after every file. This is the client that all here share.
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 2);
        hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        new Path(hdfs.getURI()).getFileSystem(configuration);
    }

    @AfterAll
    static void stop() {
        hdfs.shutdown();
    }

    @Override
    Path folder() {
        return new Path(hdfs.getURI() + "/registry");
    }
}
