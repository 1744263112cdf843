CALL keep_to_clinic('upload_words');
