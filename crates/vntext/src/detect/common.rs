//! Frequent Vietnamese syllables with a mark: words of grammar, of forms and offices, and parts of people's names.
//!
//! Written from general knowledge of the language, not from the data that detection is measured with.

use std::sync::LazyLock;

/// Whether `syllable` (NFC, lower case) is among the frequent ones.
pub(super) fn is_common(syllable: &str) -> bool {
    static SORTED: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let mut all: Vec<&str> = COMMON.split(' ').collect();
        all.sort_unstable();
        all
    });
    SORTED.binary_search(&syllable).is_ok()
}

const COMMON: &str = "\
    biết biển bà bán báo bình bích bùi bưu bản bảo bảy bậc bắc bệnh bị bốn bổ bộ bớt bởi cháu chín \
    chính chú chúng chưa chương chế chết chỉ chị chồng chức chứng chữ cuối cá các cái cán còn có \
    công cũ cũng cơ cường cả cấp cầu của diệp dài dân dũng dương dưới dạy dịch dục dự dựng già giá \
    giáo giảng giấy giới giờ giữa gái gì gốc hiếu hiền hiểm hiểu hiện hoà hoài hoàng hoá hoạch huyện \
    huệ huỳnh hà hàng hành hòa hóa hôn hùng hơn hương hường hưởng hạ hạng hạnh hải hết họ học hồ \
    hồng hộ hội hữu khoản khoảng khoẻ khám khánh không khẩu khỏe kiên kiểu ký kế kết loại luật là \
    làm lâm lê lên lý lương lại lần lập lệ lịch lộc lớn lợi lực máy mã mình môi mười mạc mại mạnh \
    mẫu mặt mẹ mỗi một mới mục mức nghiệp nghìn nghĩa nghề nghị ngoại nguyên nguyễn ngành ngày ngân \
    ngô người ngọc nhiều nhiệm nhà nhân như nhưng nhất nhận nhập nhỏ những nào này nói nông núi năm \
    năng nước nếu nội nộp pháp phát phí phòng phó phùng phúc phút phương phường phượng phạm phải phố \
    quyết quyền quá quán quê quý quản quận quốc quỳnh rất rồi rộng rừng suối sáu sông sơ sơn sản sẽ \
    số sống sở sức sửa sự thiếu thoại thuý thuế thuốc thuỷ thành tháng thân thêm thì thôn thông thúy \
    thư thương thường thượng thảo thấp thấy thắng thế thể thị thọ thời thủy thứ tiến tiền toàn triển \
    triệu trách trên trình trú trăm trước trường trưởng trạng trả trấn trần trẻ trịnh trợ tuyên tuấn \
    tuổi tài tàu tám tâm tây tên tình tín tính tôi tôn tùng tư tạ tại tạm tải tất tế tỉnh tịch tốt \
    tổ tộc tờ từ từng tử tỷ uỷ viết việc viện việt và vào vì võ văn vũ vẫn vận vắng về vệ vị với vợ \
    vụ xuân xuất xuống xây xã xóm xấu yêu yến án ánh ông đang đi điều điện đoàn đào đâu đã đình đó \
    đông đăng đơn đường được đại đảng đất đầu đặng đẹp đến đề đều để địa định đọc đồng đổi đỗ độ \
    động đời đủ đức ảnh ấp ở ủy";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::syllable::{Shape, shape};

    #[test]
    fn what_is_common_is_a_syllable_with_a_mark() {
        for word in COMMON.split(' ') {
            assert!(is_common(word) && !word.is_ascii() && word == crate::nfc(word));
            assert_eq!(shape(word), Shape::Syllable, "{word}");
        }
    }
}
