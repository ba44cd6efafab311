//! Parquet items, for which `sfn` is built with its feature: `cargo test --features parquet --test main parquet::`.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::cli::Folder;

const SCHEMA: &str = "message rows {
    required int64 id;
    optional binary name (UTF8);
    required int64 at (TIMESTAMP(MILLIS,true));
    required int64 local (TIMESTAMP(NANOS,false));
    required int32 price (DECIMAL(9,2));
    required float ratio;
    required fixed_len_byte_array(16) key (UUID);
    required binary raw;
    optional group tags (LIST) { repeated group list { optional binary element (UTF8); } }
}";

/// Two rows; the second lacks what it may lack.
fn write(path: &Path, compression: Compression) {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer =
        SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let text = |text: &str| ByteArray::from(text);
    macro_rules! column {
        ($kind:ty, $values:expr, $defined:expr, $repeated:expr) => {
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<$kind>().write_batch(&$values, $defined, $repeated).unwrap();
            column.close().unwrap();
        };
    }
    column!(Int64Type, [9_007_199_254_740_993, -1], None, None);
    column!(ByteArrayType, [text("Ada")], Some(&[1, 0]), None);
    column!(Int64Type, [1_704_164_645_123, 0], None, None);
    column!(Int64Type, [1_704_164_645_123_456_789, -1], None, None);
    column!(Int32Type, [110, -5], None, None);
    column!(FloatType, [0.1, f32::NAN], None, None);
    let key: Vec<u8> = (0..16).collect();
    column!(FixedLenByteArrayType, [key.clone().into(), key.into()], None, None);
    column!(ByteArrayType, [ByteArray::from(vec![0, 255]), ByteArray::from(Vec::new())], None, None);
    column!(ByteArrayType, [text("a"), text("b")], Some(&[3, 2, 3, 0]), Some(&[0, 1, 1, 0]));
    group.close().unwrap();
    writer.close().unwrap();
}

const EXPECTED: &str = concat!(
    r#"[{"id":9007199254740993,"name":"Ada","at":"2024-01-02 03:04:05.123+00:00","#,
    r#""local":"2024-01-02 03:04:05.123456789","price":"1.10","ratio":0.1,"key":"00010203-0405-0607-0809-0a0b0c0d0e0f","#,
    r#""raw":"AP8=","tags":["a",null,"b"]},{"id":-1,"name":null,"at":"1970-01-01 00:00:00.000+00:00","#,
    r#""local":"1969-12-31 23:59:59.999999999","price":"-0.05","ratio":null,"#,
    r#""key":"00010203-0405-0607-0809-0a0b0c0d0e0f","raw":"","tags":null}]"#
);

#[test]
fn each_row_is_an_item() {
    let definition = crate::fixture("run/distributed/parquet/machine.asl.json");
    let mocks = crate::fixture("run/distributed/parquet/machine.sfn.yaml");
    let folder =
        Folder::new("parquet", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks), ("s3/none", "")]);
    let file = folder.0.join("s3/x.parquet");
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
    ] {
        write(&file, compression);
        let ended = folder.sfn(&["run", "w.asl.json", "-q"]);
        assert_eq!((ended.code, ended.out.trim()), (Some(0), EXPECTED), "{compression}: {}", ended.err);
    }
    // Whatever is wrong with a file, it is the state that fails.
    let good = std::fs::read(&file).unwrap();
    let bad = (0..good.len()).step_by(7).map(|at| {
        let mut bytes = good.clone();
        bytes[at] ^= 0xa5;
        bytes
    });
    for bytes in bad.chain([Vec::new(), b"PAR1".to_vec(), good[..good.len() / 2].to_vec()]) {
        std::fs::write(&file, &bytes).unwrap();
        let ended = folder.sfn(&["run", "w.asl.json", "--json"]);
        let is_told = ended.code == Some(0) || ended.out.contains("States.ItemReaderFailed");
        assert!(is_told, "{:?}: {}{}", ended.code, ended.out, ended.err);
    }
}
