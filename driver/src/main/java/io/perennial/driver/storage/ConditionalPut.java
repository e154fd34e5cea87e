package io.perennial.driver.storage;

import com.amazonaws.AmazonClientException;
import com.amazonaws.AmazonServiceException;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.ObjectMetadata;
import com.amazonaws.services.s3.model.PutObjectRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an object of S3 only where there is none, by a PUT with {@code If-None-Match: *}, about which the store decides (Amazon S3 since
 * August 2024, and most others). Hadoop 3.3's S3A cannot be asked for it: it looks for the object and then writes it, so two may both
 * write. Here its client is asked, which has its credentials, endpoint and encryption.
 *
 * <p>The only class that knows hadoop-aws, which need not be there.
 */
final class ConditionalPut {

    private static final Logger LOG = LoggerFactory.getLogger(ConditionalPut.class);
    private static final String SCHEME = "s3a";
    /** User metadata by which a writer whose answer was lost knows its own object. */
    private static final String MARK = "perennial-mark";
    private static final int TAKEN = 412;
    /** Another write to the object is under way: ask again. */
    private static final int CONFLICT = 409;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int TRIES = 5;

    private final S3AFileSystem files;
    private final AmazonS3 client;
    private final Path target;
    private final String key;
    private final byte[] content;
    private final String mark = UUID.randomUUID().toString();

    private enum Answer { MADE, TAKEN, REFUSED }

    private ConditionalPut(S3AFileSystem files, Path target, byte[] content) {
        this.files = files;
        this.client = files.getAmazonS3ClientForTesting("conditional put");
        this.target = target;
        this.key = files.pathToKey(target);
        this.content = content;
    }

    /**
     * Makes it.
     *
     * @param target qualified
     * @return false if there is an object of that name already; empty if the store cannot be asked: nothing was done. A store that ignores
     *     the condition is warned about
     */
    static Optional<Boolean> create(FileSystem files, Path target, byte[] content) throws IOException {
        if (!SCHEME.equals(target.toUri().getScheme())) {
            return Optional.empty();
        }
        try {
            return files instanceof S3AFileSystem s3 ? new ConditionalPut(s3, target, content).create() : Optional.empty();
        } catch (LinkageError otherVersion) {
            LOG.warn("this hadoop-aws is not one of Hadoop 3.3: {}", otherVersion.toString());
            return Optional.empty();
        }
    }

    private Optional<Boolean> create() throws IOException {
        return switch (put()) {
            case TAKEN -> Optional.of(isOurs());
            case REFUSED -> Optional.empty();
            case MADE -> {
                // A store that knows nothing of conditions makes the object once more.
                if (put() != Answer.TAKEN) {
                    AtomicFiles.warnOfTwoWriters(target);
                }
                yield Optional.of(true);
            }
        };
    }

    private Answer put() throws IOException {
        ObjectMetadata metadata = files.getRequestFactory().newObjectMetadata(content.length);
        metadata.addUserMetadata(MARK, mark);
        for (int tried = 1; ; tried++) {
            PutObjectRequest request = files.getRequestFactory().newPutObjectRequest(key, metadata, new ByteArrayInputStream(content));
            request.putCustomRequestHeader("If-None-Match", "*");
            try {
                client.putObject(request);
                return Answer.MADE;
            } catch (AmazonServiceException refused) {
                if (refused.getStatusCode() == TAKEN) {
                    return Answer.TAKEN;
                }
                if (refused.getStatusCode() == NOT_IMPLEMENTED) {
                    return Answer.REFUSED;
                }
                if (refused.getStatusCode() != CONFLICT || tried == TRIES) {
                    throw S3AUtils.translateException("conditional put", target, refused);
                }
            } catch (AmazonClientException failed) {
                throw S3AUtils.translateException("conditional put", target, failed);
            }
        }
    }

    /** The client asks again when an answer does not come. */
    private boolean isOurs() throws IOException {
        try {
            return mark.equals(client.getObjectMetadata(files.getBucket(), key).getUserMetaDataOf(MARK));
        } catch (AmazonClientException failed) {
            throw S3AUtils.translateException("look at", target, failed);
        }
    }
}
